// Playwright calls what the set-up returns after the last test. Workers inherit the variables.
import { up } from 'muster-compose'

export default async () => {
  const stack = await up({ files: ['../app/compose.yaml'], isolate: true })
  process.env.API_URL = stack.service('api').endpoint(3000).url()
  return async () => await stack[Symbol.asyncDispose]()
}
