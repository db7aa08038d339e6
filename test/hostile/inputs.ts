/** A project that is meant to hurt, and how `config -q` must end: with which code in its errors, or well. */
export interface Hostile {
  readonly title: string
  readonly files: () => Readonly<Record<string, string>>
  /** The stable code of the error, or `ok`. */
  readonly ends: string
  /** Where the first error stands, `file:line:column`. */
  readonly at?: string
}

const tooLarge = 'E008'

/** Input for which docker compose 2.40.3 or other YAML tools need seconds, gigabytes or a crash. */
export const hostileInputs: readonly Hostile[] = [
  ...[5, 6, 7, 8, 9].map((levels) => yaml(`alias bomb, ${levels} levels of 9`, () => aliasBomb(levels), tooLarge)),
  yaml('5,000 nested brackets, closed', () => `x-a: ${'['.repeat(5000)}${']'.repeat(5000)}`, tooLarge),
  yaml('5,000 nested brackets, open', () => `x-a: ${'['.repeat(5000)}`, tooLarge),
  yaml('5,000 nested braces', () => `x-a: ${'{a: '.repeat(5000)}${'}'.repeat(5000)}`, tooLarge),
  yaml('1,000 levels of indentation', () => range(1000, (i) => `${' '.repeat(i)}x-a:`).join('\n'), tooLarge),
  yaml('10,000 merge keys of one mapping', () => manyMerges(10_000), tooLarge),
  yaml('chain of 10,000 merge keys', () => mergeChain(10_000), tooLarge),
  yaml('50 MB scalar', () => `x-a: "${'x'.repeat(50_000_000)}"`, tooLarge),
  yaml('50 MB of short lines', () => 'x-a: 1\n'.repeat(50_000_000 / 7), tooLarge),
  yaml('1 MB scalar in four places', () => `x-a: &a "${'x'.repeat(1_000_000)}"\nx-b: [*a, *a, *a]`, 'ok'),
  yaml('a million flat keys', () => `x-a:\n${range(1_000_000, (i) => `  k${i}: 1`).join('\n')}`, tooLarge),
  yaml(
    '10,000 flat keys',
    () => `services: {a: {image: b}}\nx-a:\n${range(10_000, (i) => `  k${i}: 1`).join('\n')}`,
    'ok',
  ),
  yaml('10,000 duplicate keys', () => `x-a:\n${'  k: 1\n'.repeat(10_000)}`, 'E002'),
  yaml('100,000 documents', () => '---\nx-a: 1\n'.repeat(100_000), tooLarge),
  {
    ...yaml('variables nested 5,000 deep', () => service(`image: "${nested(5000)}"`), tooLarge),
    at: 'compose.yaml:3:513',
  },
  yaml('100,000 references in one text', () => service(`image: "${'${A:-}'.repeat(100_000)}x"`), 'ok'),
  yaml('100,000 opening braces in one text', () => service(`image: "\${A:-${'{'.repeat(100_000)}"`), 'E010'),
  yaml('50,000 unclosed references', () => service(`image: "${'${A:-'.repeat(50_000)}"`), 'E010'),
  yaml('30,000 unset variables', () => service(`image: "b${range(30_000, (i) => `\${V${i}}`).join('')}"`), 'ok'),
  {
    ...yaml('range of all ports', () => service('image: b\n    ports: ["1-65535:1-65535"]'), tooLarge),
    at: 'compose.yaml:4:13',
  },
  yaml('ranges of all ports, 100 times', () => service(`image: b\n    ports: [${allPorts(100)}]`), tooLarge),
  yaml('range of all exposed ports', () => service('image: b\n    expose: ["1-65535"]'), 'ok'),
  { ...yaml('scale of 1e9', () => service('image: b\n    scale: 1000000000'), tooLarge), at: 'compose.yaml:4:12' },
  {
    ...yaml('replicas of 1e9', () => service('image: b\n    deploy: {replicas: 1000000000}'), tooLarge),
    at: 'compose.yaml:4:24',
  },
  { title: 'file that includes itself', files: () => ({ 'compose.yaml': 'include: [compose.yaml]' }), ends: 'E038' },
  { title: 'include cycle of 50 files', files: () => includeChain(50, 'compose.yaml'), ends: 'E038' },
  { title: 'include chain of 1,000 files', files: () => includeChain(1000), ends: tooLarge },
  { title: 'include fan of 2 to the 20', files: () => includeFan(20), ends: tooLarge },
  { title: 'one file included 900 times', files: () => repeatedInclude(900), ends: 'ok' },
  { title: 'extends cycle of 100 services', files: () => extendsChain(100, 's0'), ends: 'E037' },
  { title: 'extends chain of 1,000 services', files: () => extendsChain(1000), ends: tooLarge },
  { title: 'extends chain of 90 services with 500 variables', files: () => laden(90, 500), ends: 'ok' },
  { title: 'extends chain of 300 files', files: () => extendsFiles(300), ends: tooLarge },
  { title: 'extends cycle of two files', files: () => extendsFiles(2, 'compose.yaml'), ends: 'E037' },
  { title: 'depends_on cycle of 1,000 services', files: () => dependsChain(1000, 's0'), ends: 'E036' },
  { title: 'depends_on chain of 1,000 services', files: () => dependsChain(1000), ends: 'ok' },
  dotenv('.env that doubles itself 64 times', () => doubling(64), 'E008'),
  dotenv('.env value that names itself', () => 'A=${A}${A}\nB=${B:-$B}\n', 'ok'),
  dotenv('.env value of 3 MB', () => `A=${'x'.repeat(3_000_000)}`, 'ok'),
  dotenv('.env of 50 MB', () => `A=${'x'.repeat(50_000_000)}`, tooLarge),
  dotenv('.env quoted value that never ends', () => `A="${'\\x'.repeat(1_000_000)}`, 'E044'),
  dotenv('.env of 30,000 variables', () => range(30_000, (i) => `V${i}=\${V${i - 1}}`).join('\n'), 'ok'),
  dotenv('.env of 30,000 variables from further down', () => range(30_000, (i) => `V${i}=$V${i + 1}`).join('\n'), 'ok'),
  dotenv('.env defaults nested 5,000 deep', () => `A=${nested(5000)}`, tooLarge),
  dotenv('.env key of 1 MB', () => `${'a'.repeat(1_000_000)}\n`, 'ok'),
  dotenv('.env of blank lines', () => '\n \t\r'.repeat(300_000), 'ok'),
  ...backtracking(),
]

function yaml(title: string, text: () => string, ends: string): Hostile {
  return { title, files: () => ({ 'compose.yaml': text() }), ends }
}

function dotenv(title: string, text: () => string, ends: string): Hostile {
  return { title, files: () => ({ 'compose.yaml': service('image: b'), '.env': text() }), ends }
}

function range<T>(length: number, item: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => item(index))
}

function service(body: string): string {
  return `services:\n  web:\n    ${body}\n`
}

function aliasBomb(levels: number): string {
  const level = (i: number): string =>
    `x-a${i}: &a${i} [${Array(9)
      .fill(`*a${i - 1}`)
      .join(', ')}]`
  return ['x-a0: &a0 [x, x, x, x, x, x, x, x, x]', ...range(levels, (i) => level(i + 1))].join('\n')
}

function manyMerges(times: number): string {
  return `x-a: &a {${range(100, (i) => `k${i}: 1`).join(', ')}}\nx-b: {<<: [${'*a,'.repeat(times)}]}`
}

function mergeChain(length: number): string {
  return range(length, (i) => (i === 0 ? 'x-0: &b0 {k0: 1}' : `x-${i}: &b${i} {<<: *b${i - 1}, k${i}: 1}`)).join('\n')
}

function nested(depth: number): string {
  return `${'${A:-'.repeat(depth)}x${'}'.repeat(depth)}`
}

function allPorts(times: number): string {
  return range(times, (i) => `"127.0.0.${i + 1}:1-65535:1-65535"`).join(', ')
}

function includeChain(length: number, last?: string): Record<string, string> {
  const next = (i: number): string | undefined => (i + 1 < length ? `f${i + 1}.yaml` : last)
  const text = (i: number): string => (next(i) === undefined ? service('image: b') : `include: [${next(i)}]\n`)
  return Object.fromEntries(range(length, (i) => [i === 0 ? 'compose.yaml' : `f${i}.yaml`, text(i)]))
}

/** Each file includes the next one twice, by different names of it. */
function includeFan(levels: number): Record<string, string> {
  const text = (i: number): string =>
    i === levels ? service('image: b') : `include: [f${i + 1}.yaml, ./f${i + 1}.yaml]\n`
  return Object.fromEntries(range(levels + 1, (i) => [i === 0 ? 'compose.yaml' : `f${i}.yaml`, text(i)]))
}

function repeatedInclude(times: number): Record<string, string> {
  return { 'compose.yaml': `include: [${Array(times).fill('a.yaml').join(', ')}]`, 'a.yaml': service('image: b') }
}

function extendsChain(length: number, last?: string): Record<string, string> {
  const body = (next: string | undefined): string => (next === undefined ? '{image: b}' : `{extends: ${next}}`)
  const next = (i: number): string | undefined => (i + 1 < length ? `s${i + 1}` : last)
  return { 'compose.yaml': `services:\n${range(length, (i) => `  s${i}: ${body(next(i))}\n`).join('')}` }
}

function laden(length: number, variables: number): Record<string, string> {
  const { 'compose.yaml': chain = '' } = extendsChain(length)
  const environment = range(variables, (i) => `      K${i}: v\n`).join('')
  return { 'compose.yaml': chain.replace(/\{image: b\}\n$/, () => `\n    image: b\n    environment:\n${environment}`) }
}

function extendsFiles(length: number, last?: string): Record<string, string> {
  const next = (i: number): string | undefined => (i + 1 < length ? `f${i + 1}.yaml` : last)
  const text = (i: number): string =>
    service(next(i) === undefined ? 'image: b' : `extends: {file: ${next(i)}, service: web}`)
  return Object.fromEntries(range(length, (i) => [i === 0 ? 'compose.yaml' : `f${i}.yaml`, text(i)]))
}

function dependsChain(length: number, last?: string): Record<string, string> {
  const next = (i: number): string | undefined => (i + 1 < length ? `s${i + 1}` : last)
  const needs = (i: number): string => (next(i) === undefined ? '' : `, depends_on: [${next(i)}]`)
  return { 'compose.yaml': `services:\n${range(length, (i) => `  s${i}: {image: b${needs(i)}}\n`).join('')}` }
}

function doubling(times: number): string {
  return `A0=xxxxxxxxxxxxxxxx\n${range(times, (i) => `A${i + 1}=$A${i}$A${i}`).join('\n')}\n`
}

/** Texts on which a careless regular expression would go back and forth, at every place that is parsed. */
function backtracking(): Hostile[] {
  const long = 30_000
  const texts: readonly (readonly [string, string])[] = [
    ['spaces', `${' '.repeat(long)}!`],
    ['digits', `${'1'.repeat(long)}!`],
    ['colons', `${':'.repeat(long)}!`],
    ['dashes', `${'-'.repeat(long)}!`],
    ['letters', `${'a'.repeat(long)}!`],
    ['dots', `${'1.'.repeat(long / 2)}!`],
    ['slashes', `${'/a'.repeat(long / 2)}!`],
    ['durations', `${'1h'.repeat(long / 2)}!`],
    ['quotes', `${"'\\\\".repeat(long / 3)}!`],
  ]
  return texts.map(([name, text]) => ({
    title: `${long} ${name} in every value that is parsed`,
    files: () => ({ 'compose.yaml': everywhere(text) }),
    ends: 'E',
  }))
}

function everywhere(text: string): string {
  const t = JSON.stringify(text)
  return `
services:
  web:
    image: ${t}
    command: ${t}
    ports: [${t}]
    expose: [${t}]
    volumes: [${t}]
    environment: [${t}]
    labels: [${t}]
    env_file: [{path: ${t}, required: false}]
    stop_grace_period: ${t}
    mem_limit: ${t}
    shm_size: ${t}
    cpus: ${t}
    cpuset: ${t}
    devices: [${t}]
    extra_hosts: [${t}]
    ulimits: {nofile: ${t}}
    user: ${t}
    tmpfs: [${t}]
    network_mode: ${t}
    restart: ${t}
    pull_policy: ${t}
    healthcheck: {test: ${t}, interval: ${t}}
    device_cgroup_rules: [${t}]
    security_opt: [${t}]
    sysctls: [${t}]
    mac_address: ${t}
    container_name: ${t}
    build: {context: ${t}, ssh: [${t}], args: [${t}]}
    networks: {default: {ipv4_address: ${t}}}
networks:
  default: {ipam: {config: [{subnet: ${t}}]}}
x-number: ${text}
`
}
