import * as net from 'node:net'

/**
 * Holds the connection that docker offers its plugins (docker/cli 25 and newer): docker closes it when it is told to end
 * itself and no terminal has told the plugin, and then `onClosed` is called. Does not keep the process alive.
 */
export function watchDocker(env: Readonly<Record<string, string | undefined>>, onClosed: () => void): void {
  const address = env['DOCKER_CLI_PLUGIN_SOCKET'] ?? ''
  if (address === '') return
  let connected = false
  // An `@` stands for the zero byte of an abstract address.
  const socket = net.connect({ path: address.replace(/^@/, '\0') })
  socket.on('connect', () => (connected = true))
  socket.on('error', () => undefined)
  socket.on('close', () => connected && onClosed())
  socket.resume()
  socket.unref()
}
