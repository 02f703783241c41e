// What the SDK does about limits: its own, which should keep within the portal's, and the
// portal's answer when they are overrun all the same.
import { B24Hook } from '@bitrix24/b24jssdk'

const call = async (b24, method) => {
  try {
    return (await b24.actions.v2.call.make({ method })).isSuccess
  } catch (error) {
    return `${error.status} ${error.code}`
  }
}
const client = () => B24Hook.fromWebhookUrl(process.env.WEBHOOK)

const paced = client()
const answers = await Promise.all(Array.from({ length: 53 }, () => call(paced, 'profile')))
const said = { paced: answers.every((answer) => answer === true) }

console.log('overrun')
for await (const _ of process.stdin) break
const [once, ever, blocked] = await Promise.all([
  call(client(), 'server.time'),
  call(client(), 'user.current'),
  call(client(), 'scope')
])
console.log(JSON.stringify({ ...said, once, ever, blocked }))
process.exit()
