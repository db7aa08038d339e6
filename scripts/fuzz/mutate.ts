import type { Dice } from './random.ts'

type Files = Readonly<Record<string, string>>

/** The project with one to three changes in one or more of its files. */
export function mutated(files: Files, dice: Dice, others: readonly Files[]): Files {
  const result: Record<string, string> = { ...files }
  const paths = Object.keys(files)
  for (let left = dice.number(3); left >= 0; left--) {
    const path = dice.pick(paths)
    const donor = Object.values(dice.pick(others))
    result[path] = dice.pick(changes)(result[path] ?? '', dice, dice.pick(donor) ?? '')
  }
  return result
}

type Change = (text: string, dice: Dice, donor: string) => string

const changes: readonly Change[] = [
  eachLine(
    (line, dice) =>
      line.slice(0, dice.number(line.length + 1)) + dice.pick(pieces) + line.slice(dice.number(line.length + 1)),
  ),
  eachLine((line, dice) => dice.pick(pieces) + line),
  eachLine((line, dice) => line + dice.pick(pieces)),
  eachLine((line) => line.replace(/:.*/, ':')),
  eachLine((line, dice) => line.replace(/:.*/, `: ${dice.pick(valuesOfYaml)}`)),
  eachLine((line, dice) => line.replace(/(- ).*/, `$1${dice.pick(valuesOfYaml).replaceAll('$', '$$$$')}`)),
  eachLine((line, dice) => line.replace(/[\w-]+(?=:)/, dice.pick(names))),
  eachLine((line) => ` ${line}`),
  eachLine((line) => line.replace(/^ {1,2}/, '')),
  eachLine(() => ''),
  eachLine((line) => `${line}\n${line}`),
  (text, dice, donor) =>
    spliced(
      text,
      dice,
      lines(donor)
        .slice(dice.number(lines(donor).length))
        .slice(0, 1 + dice.number(5)),
    ),
  (text, dice, donor) => spliced(text, dice, [dice.pick(lines(donor))]),
  (text, dice) => swapped(text, dice),
  (text, dice) => text.slice(0, dice.number(text.length + 1)),
  (text, dice) => text.replaceAll(/\d+/g, (digits) => (dice.number(8) === 0 ? dice.pick(numbers) : digits)),
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => `\ufeff${text}`,
]

const pieces = [
  ...Array.from('{}[]:,&*!|>\'"%@`#-?\t \\~$=/.()0;\u0085\u2028\u00e9\ud83d\ude00'),
  '\ud800',
  '\0',
  '${',
  '${A:-',
  '}',
  '$$',
  '<<: ',
  '&a ',
  '*a',
  '!reset ',
  '!override ',
  '!!str ',
  '!!binary ',
  '!!int ',
  '- ',
  '? ',
  ': ',
  '---\n',
  '...\n',
  '\r',
  '\r\n',
  ' #',
  '|-\n',
  '>2\n',
  'null',
  '0x',
  '1e999',
  '.inf',
  '__proto__',
]

const valuesOfYaml = [
  '',
  '~',
  'null',
  'true',
  'no',
  '0',
  '-1',
  '08',
  '0o17',
  '1_000',
  '1e3',
  '.nan',
  '1:30',
  '2001-01-01',
  '""',
  "''",
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '{a: {}}',
  '{a: [1, ~]}',
  '"\\u0000"',
  '"\\ud800"',
  '${X}',
  '${X:?no}',
  '${X:-[1}',
  '$',
  '$$X',
  '!reset',
  '!reset null',
  '!override []',
  '*missing',
  '&b x',
  '../..',
  '~/x',
  'C:\\x',
  '\\\\x',
  '/',
  '.',
  ':',
  '::',
  '-',
  '65536:1',
  '1-3:4-6',
  '[::1]:80:80',
  '80/udp',
  'a:b:c:d',
  'service:web',
  'container:x',
  'host',
  '1.5gb',
  '-5s',
  '1h',
  '9999999999999999999',
  '|\n',
  '{<<: {a: 1}}',
  '__proto__',
  'constructor',
  'x'.repeat(300),
  '"a\\nb"',
  '\u202e',
  '%',
  '@',
  '[1, 2',
  '{a',
  '"',
  "'",
]

const names = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  '""',
  '0',
  'null',
  'true',
  '<<',
  '? a',
  '[a]',
  '*a',
  '1.5',
  'services',
  'image',
  'build',
  'ports',
  'volumes',
  'networks',
  'environment',
  'env_file',
  'extends',
  'include',
  'depends_on',
  'deploy',
  'healthcheck',
  'command',
  'labels',
  'secrets',
  'configs',
  'x-a',
  'profiles',
  'name',
  'version',
  'models',
  'develop',
  'ulimits',
  'logging',
  'gpus',
  'tmpfs',
  'sysctls',
  'extra_hosts',
  'network_mode',
  'post_start',
  'provider',
  'scale',
  'links',
]

const numbers = ['0', '-1', '1', '65535', '65536', '99999999999999999999', '1e9', '0.5', '007', '']

function eachLine(change: (line: string, dice: Dice) => string): Change {
  return (text, dice) => {
    const all = lines(text)
    const at = dice.number(all.length)
    all[at] = change(all[at] ?? '', dice)
    return all.join('\n')
  }
}

function spliced(text: string, dice: Dice, piece: readonly string[]): string {
  const all = lines(text)
  return all.toSpliced(dice.number(all.length + 1), dice.number(3), ...piece).join('\n')
}

function swapped(text: string, dice: Dice): string {
  const all = lines(text)
  const [one, other] = [dice.number(all.length), dice.number(all.length)]
  return all
    .with(one, all[other] ?? '')
    .with(other, all[one] ?? '')
    .join('\n')
}

function lines(text: string): string[] {
  return text.split('\n')
}
