// What `B24Hook` makes of the portal: a call, a batch, walks through lists, refusals.
import { B24Hook, BatchRefV3 } from '@bitrix24/b24jssdk'

const b24 = B24Hook.fromWebhookUrl(process.env.WEBHOOK)
const { call, batch, batchByChunk, callList, fetchList } = b24.actions.v2

const refusal = async (method, params) => {
  try {
    const answer = await call.make({ method, params })
    return answer.getErrors().next().value.code
  } catch (error) {
    return `${error.status} ${error.code}`
  }
}

const said = {}
const deal = await call.make({ method: 'crm.deal.get', params: { id: 77 } })
said.call = deal.getData().result.TITLE
said.time = Object.keys(deal.getData().time).sort()

const mixed = await batch.make({
  calls: {
    deal: ['crm.deal.get', { id: 77 }],
    company: ['crm.company.get', { id: '$result[deal][COMPANY_ID]' }],
    unknown: ['crm.no.such.method', {}],
    // Its error has an empty code, as those of the old CRM methods have.
    none: ['crm.deal.get', { id: 999999 }],
    deals: ['crm.deal.list', { order: { ID: 'asc' }, filter: { '<=ID': 100 }, select: ['ID'] }]
  },
  options: { isHaltOnError: false, returnAjaxResult: true }
})
const part = mixed.getData()
said.batch = {
  company: part.company.getData().result.TITLE,
  unknown: part.unknown.getErrors().next().value.code,
  none: [part.none.isSuccess, part.none.getData().result ?? 'nothing'],
  total: part.deals.getTotal() === part.deals.getData().result.length
}
const halted = await batch.make({
  calls: [['profile', {}], ['crm.no.such.method', {}], ['profile', {}]],
  options: { isHaltOnError: true, returnAjaxResult: true }
})
said.halted = [halted.isSuccess, halted.getData().length]
const ids = Array.from({ length: 60 }, () => ['crm.deal.get', { id: 77 }])
said.chunks = (await batchByChunk.make({ calls: ids })).getData().length

const distinct = (rows, key) => new Set(rows.map((row) => row[key])).size
const old = await callList.make({ method: 'crm.deal.list', params: { select: ['ID', 'TITLE'] } })
const items = await callList.make({
  method: 'crm.item.list',
  params: { entityTypeId: 2, select: ['id', 'title'] },
  idKey: 'id',
  customKeyForResult: 'items'
})
said.lists = [distinct(old.getData(), 'ID'), distinct(items.getData(), 'id')]
said.pages = 0
let rows = 0
for await (const page of fetchList.make({ method: 'crm.deal.list', params: { select: ['ID'] } })) {
  said.pages += 1
  rows += page.length
}
said.fetched = rows

const first = await call.make({ method: 'crm.deal.list', params: { select: ['ID'], order: { ID: 'asc' } } })
said.next = [first.isMore(), first.getTotal()]
const second = await first.fetchNext(b24.getHttpClient('v2'))
said.second = Number(second.getData().result[0].ID) > Number(first.getData().result[49].ID)

const task = await b24.actions.v3.call.make({
  method: 'tasks.task.add',
  params: { fields: { title: 'From the SDK', creatorId: 1, responsibleId: 1 } }
})
const { id } = task.getData().result.item
const read = await b24.actions.v3.call.make({ method: 'tasks.task.get', params: { id, select: ['id', 'title'] } })
said.task = read.getData().result.item.title
const twice = await b24.actions.v3.batch.make({
  calls: [
    { method: 'tasks.task.get', params: { id, select: ['id'] }, as: 'first' },
    { method: 'tasks.task.get', params: { id: BatchRefV3.ref('first.item.id'), select: ['title'] } }
  ]
})
said.twice = twice.getData()[1].item.title

said.refused = {
  missing: await refusal('crm.deal.get', { id: 999999 }),
  unknown: await refusal('crm.no.such.method', {}),
  context: await refusal('placement.bind', {})
}
b24.destroy()
console.log(JSON.stringify(said))
