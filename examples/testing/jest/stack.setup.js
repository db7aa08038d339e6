// Jest runs this before all tests, in the process that starts the workers: they inherit its variables.
import { up } from 'muster-compose'

export default async () => {
  const stack = await up({ files: ['../app/compose.yaml'], isolate: true })
  globalThis.stack = stack
  process.env.API_URL = stack.service('api').endpoint(3000).url()
  process.env.STACK = stack.name
}
