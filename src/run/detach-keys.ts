/** What lets go of a terminal unless the person chose something else: docker's default. */
export const defaultDetachKeys = 'ctrl-p,ctrl-q'

/**
 * The bytes behind docker's way of writing keys: single characters, and `ctrl-` with a letter or one of `@ [ \ ] ^ _`, parted
 * by commas. Throws an Error that names the key which is none.
 */
export function parseDetachKeys(text: string): Uint8Array {
  return Uint8Array.from(text.split(','), (key) => {
    const [, control] = /^ctrl-([a-z@[\\\]^_])$/.exec(key) ?? []
    if (control !== undefined) return control === '@' ? 0 : control.toUpperCase().charCodeAt(0) - 64
    if (/^[\x20-\x7e]$/.test(key)) return key.charCodeAt(0)
    const shown = JSON.stringify(text)
    throw new Error(
      `invalid detach keys ${shown}: ${JSON.stringify(key)} is not a key; write for instance ctrl-p,ctrl-q or ctrl-a`,
    )
  })
}

/** Looks for the keys in what is typed. */
export interface DetachScanner {
  /** What may be passed on: keys that may yet become the sequence are kept back. `detached`: the sequence is complete. */
  push(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly detached: boolean }
}

/** A scanner for the bytes of `keys`, which may come in any number of pieces. */
export function createDetachScanner(keys: Uint8Array): DetachScanner {
  let held = 0
  return {
    push: (bytes) => {
      const passed: number[] = []
      for (const byte of bytes) {
        if (byte === keys[held]) held++
        else {
          passed.push(...keys.subarray(0, held))
          held = byte === keys[0] ? 1 : 0
          if (held === 0) passed.push(byte)
        }
        if (held === keys.length) return { bytes: Uint8Array.from(passed), detached: true }
      }
      return { bytes: Uint8Array.from(passed), detached: false }
    },
  }
}
