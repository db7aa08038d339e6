/** Milliseconds that anybody asked may take to answer. */
export const patience = 10_000

/** The answer, or `late` when it takes longer than `limit` milliseconds; what comes afterwards is dropped. Rejects as it does before. */
export async function within<T>(answer: Promise<T>, limit: number = patience): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), limit)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
    answer.catch(() => undefined)
  }
}

/** The answer; undefined where there is none in time. */
export async function perhaps<T>(answer: Promise<T>): Promise<T | undefined> {
  const found = await within(answer).catch(() => undefined)
  return found === 'late' ? undefined : found
}
