/** The keys of a terminal, as they are typed. */
export interface Keyboard {
  readonly open: () => void
  /** Gives the terminal back; may be called twice. */
  readonly close: () => void
}

/** Where keys come from. */
export interface KeyboardSeat {
  readonly stdin: NodeJS.ReadStream
  readonly process: Pick<NodeJS.Process, 'on' | 'off' | 'kill' | 'pid'>
}

/** Who hears of keys. */
export interface Keys {
  readonly press: (key: string) => void
  /** Ctrl-C, before the terminal is given back and the signal is sent. */
  readonly interrupted: () => void
}

/** While it is open the terminal echoes nothing; however the process ends, it is as before afterwards. */
export function createKeyboard({ stdin, process }: KeyboardSeat, { press, interrupted }: Keys): Keyboard {
  let open = false
  const raw = (): void => void (open && stdin.setRawMode(true))
  const read = (bytes: Buffer): void => {
    for (const key of bytes.toString('latin1')) {
      if (key === '\x03') return interrupt()
      if (key === '\x1a') suspend()
      else press(key)
    }
  }
  // The signal finds a terminal that makes signals of keys again, for the second Ctrl-C.
  const interrupt = (): void => {
    interrupted()
    close()
    process.kill(process.pid, 'SIGINT')
  }
  const suspend = (): void => {
    stdin.setRawMode(false)
    process.kill(0, 'SIGTSTP')
  }
  const close = (): void => {
    if (!open) return
    open = false
    stdin.off('data', read)
    stdin.setRawMode(false)
    stdin.pause()
    process.off('SIGCONT', raw)
    process.off('exit', close)
  }
  return {
    open: () => {
      if (open) return
      open = true
      raw()
      stdin.on('data', read)
      stdin.resume()
      process.on('SIGCONT', raw)
      process.on('exit', close)
    },
    close,
  }
}
