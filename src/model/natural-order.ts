/**
 * Order of map keys in YAML as docker compose prints it: runs of digits count as numbers, letters come after
 * everything else (observed with 2.40.3: `a2` stands before `a10`).
 */
export function naturalOrder(left: string, right: string): number {
  if (left === right) return 0
  const a = Array.from(left)
  const b = Array.from(right)
  const at = a.findIndex((char, index) => char !== b[index])
  if (at === -1 || at >= b.length) return a.length - b.length
  return differ({ chars: a, at }, { chars: b, at }) ? -1 : 1
}

interface Cursor {
  readonly chars: readonly string[]
  readonly at: number
}

/** Whether `a` sorts before `b`, which differ first where the cursors stand. */
function differ(a: Cursor, b: Cursor): boolean {
  const left = a.chars[a.at] ?? ''
  const right = b.chars[b.at] ?? ''
  const leftIsLetter = isLetter(left)
  const rightIsLetter = isLetter(right)
  if (leftIsLetter && rightIsLetter) return codePoint(left) < codePoint(right)
  if (leftIsLetter || rightIsLetter) return isDigit(a.chars[a.at - 1] ?? '') ? leftIsLetter : rightIsLetter
  const start = (left === '0' || right === '0') && followsNumber(a) ? '1' : ''
  const leftRun = digitsFrom(a)
  const rightRun = digitsFrom(b)
  const leftNumber = BigInt(start + leftRun || '0')
  const rightNumber = BigInt(start + rightRun || '0')
  if (leftNumber !== rightNumber) return leftNumber < rightNumber
  if (leftRun.length !== rightRun.length) return leftRun.length < rightRun.length
  return codePoint(left) < codePoint(right)
}

/** Whether the digits before the cursor hold anything but zeros, so that a zero here is a digit and no padding. */
function followsNumber({ chars, at }: Cursor): boolean {
  for (let index = at - 1; index >= 0 && isDigit(chars[index] ?? ''); index--) {
    if (chars[index] !== '0') return true
  }
  return false
}

function digitsFrom({ chars, at }: Cursor): string {
  let end = at
  while (end < chars.length && isDigit(chars[end] ?? '')) end++
  return chars.slice(at, end).join('')
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9' && char.length === 1
}

function isLetter(char: string): boolean {
  return /^\p{L}$/u.test(char)
}

function codePoint(char: string): number {
  return char.codePointAt(0) ?? 0
}
