/** A machine that is reached over ssh. */
export interface SshPlace {
  readonly host: string
  readonly user?: string
  readonly port?: number
}

/** A place, and the socket of the engine there; undefined: the default one. */
export interface SshAddress extends SshPlace {
  readonly socket?: string
}

/**
 * Reads what follows `ssh://` as docker does (docker/cli 28): `[user@]host[:port][/path of the socket]`. Undefined for anything
 * else; above all no name begins with a dash, for ssh would take it for an option (`ssh://-oProxyCommand=…`).
 */
export function readSshAddress(text: string): SshAddress | undefined {
  const { user, host, bracketed, port, socket } = form.exec(text)?.groups ?? {}
  const name = host ?? bracketed
  if (name === undefined || Number(port ?? 1) > 65535) return undefined
  return {
    host: name,
    ...(user !== undefined && { user }),
    ...(port !== undefined && { port: Number(port) }),
    ...(socket !== undefined && { socket }),
  }
}

const form =
  /^(?:(?<user>[\w.][\w.+-]*)@)?(?:(?<host>[\w.][\w.-]*)|\[(?<bracketed>[\da-f:.]+)\])(?::(?<port>[1-9]\d{0,4}))?(?:\/|(?<socket>(?:\/[\w.@+-]+)+))?$/i
