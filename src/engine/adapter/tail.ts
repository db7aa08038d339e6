/** Keeps the last bytes of what is added. */
export function tail(bytes: number): { add(data: Uint8Array): void; text(): string } {
  let chunks: Uint8Array[] = []
  let length = 0
  return {
    add: (data) => {
      chunks.push(data)
      length += data.length
      while (chunks[0] && length - chunks[0].length >= bytes) length -= (chunks.shift() as Uint8Array).length
      // Many small chunks would hold the large buffers that they were cut from.
      if (chunks.length > 256) chunks = [Buffer.concat(chunks)]
    },
    text: () => Buffer.concat(chunks).subarray(-bytes).toString('utf8'),
  }
}
