import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { type Call, type Method, unary } from './grpc-server.ts'
import { code, GrpcError } from './grpc.ts'
import { fieldsOf, message, textIn } from './wire.ts'

const nothing = new Uint8Array(0)

/** `moby.sshforward.v1.SSH`: agents by id, each behind a socket. */
export function sshMethods(agents: ReadonlyMap<string, string>): ReadonlyMap<string, Method> {
  const socketOf = (id: string): string => {
    const socket = agents.get(id === '' ? 'default' : id)
    if (socket === undefined)
      throw new GrpcError(`no ssh ${JSON.stringify(id || 'default')} is given to the build`, code.notFound)
    return socket
  }
  const check = unary((request) => {
    socketOf(textIn(request, 1))
    return nothing
  })
  const forward: Method = async (call) => {
    const [id = ''] = call.header('buildkit.ssh.id')
    await pass(call, createConnection(socketOf(id)))
  }
  return new Map([
    ['/moby.sshforward.v1.SSH/CheckAgent', check],
    ['/moby.sshforward.v1.SSH/ForwardAgent', forward],
  ])
}

/** Bytes go both ways until one side has no more. */
async function pass({ messages, send }: Call, agent: Socket): Promise<void> {
  try {
    await once(agent, 'connect')
    const back = (async () => {
      for await (const chunk of agent) await send(message([[1, chunk as Buffer]]))
    })()
    const forth = (async () => {
      for await (const packet of messages)
        for (const { field, data } of fieldsOf(packet)) if (field === 1) agent.write(data)
      agent.end()
    })()
    await Promise.all([back, forth])
  } finally {
    agent.destroy()
  }
}
