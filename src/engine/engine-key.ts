import { realpathSync } from 'node:fs'

/** What several ways of writing the address of one engine have in common: where the socket really lies, or host and port. */
export function engineKey(address: string): string {
  if (address.startsWith('unix://')) return `unix://${realPath(address.slice('unix://'.length))}`
  const [, host = '', rest = ''] = /^\w+:\/\/(\[[^\]]*\]|[^:/]*)(.*)$/.exec(address) ?? []
  return `tcp://${isThisMachine(host) ? 'localhost' : host.toLowerCase()}${rest}`
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

function isThisMachine(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(host)
}
