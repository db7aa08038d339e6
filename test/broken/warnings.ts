import { compose, web } from './row.ts'

/** A mistake that docker compose lets pass. */
export interface WarningRow {
  readonly mistake: string
  readonly files: Readonly<Record<string, string>>
  /** `file:line:column code`, one for each warning. */
  readonly warnings: readonly string[]
  /** Part of the remedy or of the message of the first warning. */
  readonly says?: string
}

/** Mistakes that `config` tells and that are no errors there, since docker compose reads such files. */
export const warnings: readonly WarningRow[] = [
  {
    mistake: 'a policy with a slip',
    files: web('    restart: on-faliure'),
    warnings: ['compose.yaml:4:14 W071'],
    says: 'did you mean `on-failure`?',
  },
  {
    mistake: 'attempts that are no number',
    files: web('    restart: on-failure:abc'),
    warnings: ['compose.yaml:4:14 W063'],
    says: 'on-failure:3',
  },
  {
    mistake: 'a network mode with a slip',
    files: web('    network_mode: bride'),
    warnings: ['compose.yaml:4:19 W063'],
    says: 'did you mean `bridge`?',
  },
  {
    mistake: 'a namespace of processes that does not exist',
    files: web('    pid: hostt'),
    warnings: ['compose.yaml:4:10 W071'],
    says: 'did you mean `host`?',
  },
  {
    mistake: 'a signal that does not exist',
    files: web('    stop_signal: SIGTREM'),
    warnings: ['compose.yaml:4:18 W071'],
    says: 'did you mean `SIGTERM`?',
  },
  {
    mistake: 'a span of time below nothing',
    files: web('    healthcheck: {interval: -5s}'),
    warnings: ['compose.yaml:4:29 W071'],
    says: '1ms or more',
  },
  {
    mistake: 'a mode of a mount that nobody knows',
    files: web('    volumes: ["./x:/y:rx"]'),
    warnings: ['compose.yaml:4:15 W063'],
    says: 'the option `rx` is unknown',
  },
  {
    mistake: 'a relative path in the container',
    files: web('    volumes: ["./x:y"]'),
    warnings: ['compose.yaml:4:15 W071'],
    says: 'did you mean `/y`?',
  },
  {
    mistake: 'half a range of ports',
    files: web('    expose: ["80-"]'),
    warnings: ['compose.yaml:4:14 W063'],
    says: '`"80-90"`',
  },
  {
    mistake: 'a prefix that is longer than the address',
    files: web('networks:', '  n: {ipam: {config: [{subnet: 10.0.0.0/33}]}}'),
    warnings: ['compose.yaml:5:32 W071'],
    says: 'at most 32 bits',
  },
  {
    mistake: 'a tag that is not set, which is one mistake,',
    files: { 'compose.yaml': compose('services:', '  web:', '    image: nginx:${TAG}') },
    warnings: ['compose.yaml:3:18 W012'],
    says: 'set TAG in the shell',
  },
  {
    mistake: 'a key of an include that nobody knows',
    files: { ...web('include: [{path: a.yaml, env_fil: b}]'), 'a.yaml': compose('services: {a: {image: x}}') },
    warnings: ['compose.yaml:4:26 W063'],
    says: 'did you mean `env_file`?',
  },
  {
    mistake: 'what is unusual and right',
    files: web(
      '    stop_signal: sigrtmin+3',
      '    pid: "container:x"',
      '    network_mode: backnet',
      '    restart: on-failure:5',
      '    expose: [80, "90-95/udp"]',
      '    volumes: ["./x:/y:ro,cached", "data:/z:nocopy", "/w"]',
      '    healthcheck: {interval: 0s}',
      'volumes: {data: {}}',
    ),
    warnings: [],
  },
]
