// What `B24OAuth` makes of the authorization server: a code, calls, the renewal of an expired token.
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { B24OAuth } from '@bitrix24/b24jssdk'

const secret = { clientId: process.env.CLIENT_ID, clientSecret: process.env.CLIENT_SECRET }

const exchange = async (code) => {
  const form = { grant_type: 'authorization_code', client_id: secret.clientId, client_secret: secret.clientSecret, code }
  const answer = await fetch(`${process.env.AUTHORIZATION_SERVER}oauth/token/`, { method: 'POST', body: new URLSearchParams(form) })
  return answer.json()
}

// The names of the SDK for what the server says; its own examples fill them so.
const client = (token) => {
  const b24 = new B24OAuth({
    applicationToken: '',
    userId: token.user_id,
    memberId: token.member_id,
    accessToken: token.access_token,
    refreshToken: token.refresh_token,
    expires: token.expires,
    expiresIn: token.expires_in,
    scope: token.scope,
    domain: new URL(token.client_endpoint).host,
    clientEndpoint: token.client_endpoint,
    serverEndpoint: token.server_endpoint,
    status: token.status
  }, secret)
  b24.offClientSideWarning()
  return b24
}

const name = async (b24) => {
  const answer = await b24.actions.v2.call.make({ method: 'profile' })
  return answer.getData().result.NAME
}

const said = {}
const lines = createInterface({ input: process.stdin })
const step = async (reached) => {
  console.log(reached)
  await once(lines, 'line')
}

const late = await exchange(process.env.LATE_CODE)
said.late = late.error
const token = await exchange(process.env.CODE)
said.again = (await exchange(process.env.CODE)).error
const b24 = client(token)
said.name = await name(b24)
await b24.initIsAdmin()
said.admin = b24.auth.isAdmin

await step('let the token expire')
let renewed = 0
b24.setCallbackRefreshAuth(async ({ b24OAuthParams }) => {
  renewed += 1
  said.renewedPair = b24OAuthParams.accessToken !== token.access_token && b24OAuthParams.refreshToken !== token.refresh_token
})
said.together = await Promise.all([name(b24), name(b24), name(b24)])
said.renewals = renewed
const task = await b24.actions.v3.call.make({
  method: 'tasks.task.add',
  params: { fields: { title: 'From the SDK', creatorId: 1, responsibleId: 1 } }
})
said.task = typeof task.getData().result.item.id

await step('let it expire again')
const stale = client(token)
try {
  await name(stale)
} catch (error) {
  said.lost = error.code
}
b24.destroy()
lines.close()
console.log(JSON.stringify(said))
