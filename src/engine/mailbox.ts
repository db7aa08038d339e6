/** Where one side puts and one other side waits. */
export interface Mailbox<T> {
  put(item: T): void
  /** What is left is still read, then the iteration ends. */
  close(): void
  /**
   * For one reader. Breaking off the iteration closes the mailbox at once, also while the reader waits: with a
   * generator, `return` would wait for the next item.
   */
  read(): AsyncIterable<T>
}

/** `keep: 'one'`: what is not read yet is replaced by what comes, so that ticks become one. */
export function mailbox<T>(options: { readonly keep: 'one' | 'all'; readonly onClose: () => void }): Mailbox<T> {
  const items: { readonly value: T }[] = []
  const waiting: ((result: IteratorResult<T, undefined>) => void)[] = []
  let closed = false
  const close = (): void => {
    if (closed) return
    closed = true
    options.onClose()
    for (const resolve of waiting.splice(0)) resolve(end)
  }
  const put = (value: T): void => {
    if (closed) return
    const resolve = waiting.shift()
    if (resolve) return resolve({ done: false, value })
    if (options.keep === 'one') items.length = 0
    items.push({ value })
  }
  const iterator: AsyncIterator<T, undefined> = {
    next: () => {
      const [item] = items.splice(0, 1)
      if (item) return Promise.resolve({ done: false, value: item.value })
      return closed ? Promise.resolve(end) : new Promise((resolve) => waiting.push(resolve))
    },
    return: () => {
      items.length = 0
      close()
      return Promise.resolve(end)
    },
  }
  return { put, close, read: () => ({ [Symbol.asyncIterator]: () => iterator }) }
}

const end: IteratorReturnResult<undefined> = { done: true, value: undefined }
