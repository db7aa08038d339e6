import { randomUUID } from 'node:crypto'
import { explained } from '../build/build-output.ts'
import { EngineError } from '../port.ts'
import type { Transport } from '../transport/transport.ts'
import { checkReport } from './check-report.ts'
import type { GrpcClient } from './grpc-client.ts'
import { GrpcError } from './grpc.ts'
import { attributesOf } from './solve-request.ts'
import { openBuildKit, type Solving } from './solve.ts'
import { fieldsOf, message, textFields, textIn, textOf } from './wire.ts'

/**
 * `build --check` without buildx: BuildKit's Dockerfile frontend only looks at the Dockerfile (`frontend.lint`, Engine 27 and
 * newer), over the interface for builds that a client steers itself. Rejects with EngineError when it found something.
 */
export async function checkDockerfile(transport: Transport, checking: Solving): Promise<void> {
  const { build, signal, onOutput, dockerfile } = checking
  const operation = `build ${build.service}`
  const client = await openBuildKit(transport, { operation, signal })
  try {
    const found = await asked(client, checking)
    if (found === '')
      throw new EngineError(`${operation}: --check needs Engine 27 or newer, or docker buildx`, { operation })
    const { lines, clean } = checkReport(JSON.parse(found), build)
    for (const line of lines) onOutput(line)
    if (!clean) throw new EngineError('the checks found something in a Dockerfile: see above', { operation })
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof GrpcError)) throw error
    throw new EngineError(explained(error.message, undefined, { build, context: dockerfile }), { operation })
  } finally {
    client.close()
  }
}

const bridge = '/moby.buildkit.v1.frontend.LLBBridge'

/** What the frontend says, as JSON; empty of one that does not know the question (before BuildKit 0.15). */
async function asked(client: GrpcClient, { build, sources, session, signal }: Solving): Promise<string> {
  const ref = randomUUID()
  const ignore = (): void => undefined
  const opened = message([
    [1, ref],
    [5, session.id],
  ])
  const building = client.call({ path: '/moby.buildkit.v1.Control/Solve', message: opened, onMessage: ignore }, signal)
  const attributes = new Map([...attributesOf(build, sources), ['requestid', 'frontend.lint']])
  const request = message([[2, 'dockerfile.v0'], ...textFields(3, attributes), [5, 1], [6, 1]])
  const headers = { 'buildkit-controlapi-buildid': ref }
  let found = ''
  const onMessage = (told: Uint8Array): void => void (found = resultIn(told))
  // The build ends when its result is given back, or at once where it could not begin: then nothing answers the others.
  const steered = (async () => {
    await client.call({ path: `${bridge}/Solve`, headers, message: request, onMessage }, signal)
    const nothing = message([[1, message([])]])
    await client.call({ path: `${bridge}/Return`, headers, message: nothing, onMessage: ignore }, signal)
  })()
  await Promise.all([steered, building])
  return found
}

/** `result.json` among the metadata of the result. */
function resultIn(answer: Uint8Array): string {
  const result = [...fieldsOf(answer)].findLast(({ field }) => field === 3)?.data ?? new Uint8Array(0)
  const entry = [...fieldsOf(result)].find(({ field, data }) => field === 10 && textIn(data, 1) === 'result.json')
  return textOf([...fieldsOf(entry?.data ?? new Uint8Array(0))].find(({ field }) => field === 2)?.data)
}
