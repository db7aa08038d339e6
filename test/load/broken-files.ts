/** A mistake in compose files. */
export interface Row {
  readonly mistake: string
  readonly files: Readonly<Record<string, string>>
  /** `file:line:column kind`, one for each error. */
  readonly errors: readonly string[]
  /** Part of the remedy or of the message of the first error. */
  readonly says?: string
}

function compose(...lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}

/** A service `web` with more lines. */
export function web(...lines: readonly string[]): Readonly<Record<string, string>> {
  return { 'compose.yaml': compose('services:', '  web:', '    image: busybox', ...lines) }
}

/** Mistakes of every kind, each with the place where it must be shown. */
export const rows: readonly Row[] = [
  {
    mistake: 'a tab as indentation',
    files: { 'compose.yaml': compose('services:', '  web:', '\timage: x') },
    errors: ['compose.yaml:3:1 yaml-syntax'],
  },
  {
    mistake: 'a key with a typo',
    files: web('    port: ["80:80"]'),
    errors: ['compose.yaml:4:5 unknown-key'],
    says: '`ports`',
  },
  {
    mistake: 'an unknown key at the top',
    files: { 'compose.yaml': compose('service:', '  web:', '    image: x') },
    errors: ['compose.yaml:1:1 unknown-key'],
    says: '`services`',
  },
  { mistake: 'a key twice', files: web('    image: other'), errors: ['compose.yaml:4:5 duplicate-key'] },
  {
    mistake: 'a text where a list is wanted',
    files: web('    ports: "80:80"'),
    errors: ['compose.yaml:4:12 wrong-type'],
  },
  {
    mistake: 'a dependency that does not exist',
    files: web('    depends_on: [databse]', '  database:', '    image: x'),
    errors: ['compose.yaml:4:18 undefined-service'],
    says: '`database`',
  },
  {
    mistake: 'a circle of dependencies',
    files: web('    depends_on: [b]', '  b:', '    image: x', '    depends_on: [web]'),
    errors: ['compose.yaml:7:18 dependency-cycle'],
    says: 'b -> web -> b',
  },
  {
    mistake: 'a volume that is not declared',
    files: web('    volumes:', '      - data:/data'),
    errors: ['compose.yaml:5:9 undefined-volume'],
    says: 'volumes:',
  },
  {
    mistake: 'a network that is not declared',
    files: {
      'compose.yaml': compose(
        'services:',
        '  web:',
        '    image: x',
        '    networks: [backnd]',
        'networks:',
        '  backend:',
      ),
    },
    errors: ['compose.yaml:4:16 undefined-network'],
    says: '`backend`',
  },
  {
    mistake: 'a secret that is not declared',
    files: web('    secrets:', '      - token'),
    errors: ['compose.yaml:5:9 undefined-secret'],
  },
  {
    mistake: 'a config that is not declared',
    files: web('    configs:', '      - source: site'),
    errors: ['compose.yaml:5:17 undefined-config'],
  },
  {
    mistake: 'a port that is no number',
    files: web('    ports:', '      - "80:abc"'),
    errors: ['compose.yaml:5:13 invalid-value'],
  },
  {
    mistake: 'neither image nor build',
    files: { 'compose.yaml': compose('services:', '  web:', '    command: x') },
    errors: ['compose.yaml:2:3 no-image'],
    says: '`image:`',
  },
  {
    mistake: 'a wrong indentation',
    files: { 'compose.yaml': compose('services:', '  web:', '    image: x', '   ports: []') },
    errors: ['compose.yaml:4:4 yaml-syntax'],
  },
  {
    mistake: 'an env file that is missing',
    files: web('    env_file: [a.env]'),
    errors: ['compose.yaml:4:16 env-file'],
    says: 'required: false',
  },
  {
    mistake: 'a mistake in an env file',
    files: { ...web('    env_file: [a.env]'), 'a.env': 'A=1\nb c=2\n' },
    errors: ['a.env:2:1 env-file'],
  },
  {
    mistake: 'a file to extend from that is missing',
    files: web('    extends:', '      file: nope.yaml', '      service: x'),
    errors: ['compose.yaml:5:13 file-not-found'],
  },
  {
    mistake: 'a service to extend that is missing',
    files: web('    extends: {service: bas}', '  base:', '    image: x'),
    errors: ['compose.yaml:4:24 undefined-service'],
    says: '`base`',
  },
  {
    mistake: 'services that extend each other',
    files: web('    extends: {service: b}', '  b:', '    extends: {service: web}'),
    errors: ['compose.yaml:4:14 extends-cycle'],
  },
  {
    mistake: 'a duration without a unit',
    files: web('    stop_grace_period: 10'),
    errors: ['compose.yaml:4:24 wrong-type'],
  },
  {
    mistake: 'a size that is none',
    files: web('    mem_limit: 10 potatoes'),
    errors: ['compose.yaml:4:16 invalid-value'],
  },
  {
    mistake: 'a condition that does not exist',
    files: web('    depends_on:', '      db: {condition: healthy}', '  db:', '    image: x'),
    errors: ['compose.yaml:5:23 invalid-value'],
    says: 'service_healthy',
  },
  {
    mistake: 'network_mode beside networks',
    files: web('    network_mode: host', '    networks: [default]'),
    errors: ['compose.yaml:4:19 exclusive-keys'],
  },
  {
    mistake: 'a service name with a space',
    files: { 'compose.yaml': compose('services:', '  my web:', '    image: x') },
    errors: ['compose.yaml:2:3 unknown-key'],
    says: '`my-web`',
  },
  {
    mistake: 'a secret without a source',
    files: web('    secrets: [s]', 'secrets:', '  s: {}'),
    errors: ['compose.yaml:6:6 missing-key'],
  },
  {
    mistake: 'an included file that is missing',
    files: { 'compose.yaml': compose('include:', '  - nope.yaml', 'services: {}') },
    errors: ['compose.yaml:2:5 file-not-found'],
  },
  {
    mistake: 'files that include each other',
    files: {
      ...web(),
      'compose.yaml': compose('include: [b.yaml]'),
      'b.yaml': compose('include:', '  - compose.yaml'),
    },
    errors: ['b.yaml:2:5 include-cycle'],
  },
  {
    mistake: 'a name that the included file has too',
    files: {
      'compose.yaml': compose('include: [b.yaml]', 'services:', '  web:', '    image: x'),
      'b.yaml': compose('services:', '  web:', '    image: y'),
    },
    errors: ['compose.yaml:3:3 include-conflict'],
  },
  {
    mistake: 'container_name with several replicas',
    files: web('    container_name: one', '    scale: 2'),
    errors: ['compose.yaml:4:21 container-name-scale'],
  },
  {
    mistake: 'one container name for two services',
    files: web('    container_name: one', '  b:', '    image: x', '    container_name: one'),
    errors: ['compose.yaml:7:21 duplicate-item'],
  },
  {
    mistake: 'an alias without an anchor',
    files: web('    environment: *nope'),
    errors: ['compose.yaml:4:18 unknown-alias'],
  },
  {
    mistake: 'dockerfile beside dockerfile_inline',
    files: web('    build:', '      dockerfile: D', '      dockerfile_inline: FROM x'),
    errors: ['compose.yaml:6:26 exclusive-keys'],
  },
  {
    mistake: 'a service that is a text',
    files: { 'compose.yaml': compose('services:', '  web: busybox') },
    errors: ['compose.yaml:2:8 wrong-type'],
  },
  { mistake: 'an empty file', files: { 'compose.yaml': '# nothing\n' }, errors: ['empty-file'] },
  {
    mistake: 'an environment value that is a mapping',
    files: web('    environment:', '      A: {b: c}'),
    errors: ['compose.yaml:5:10 wrong-type'],
  },
  {
    mistake: 'scale against deploy.replicas',
    files: web('    scale: 2', '    deploy: {replicas: 3}'),
    errors: ['compose.yaml:4:12 exclusive-keys'],
  },
  {
    mistake: 'an open quote in a command',
    files: web('    command: echo "a'),
    errors: ['compose.yaml:4:14 invalid-value'],
  },
  {
    mistake: 'a variable that cannot be read',
    files: web('    hostname: a${B!}c'),
    errors: ['compose.yaml:4:16 interpolation-syntax'],
  },
  {
    mistake: 'a required variable that is missing',
    files: web('    hostname: ${HOST:?tell me}'),
    errors: ['compose.yaml:4:15 variable-required'],
    says: 'tell me',
  },
  {
    mistake: 'a key that is no text',
    files: web('    environment:', '      TRUE: 1'),
    errors: ['compose.yaml:5:7 non-string-key'],
  },
  {
    mistake: 'a date in the environment',
    files: web('    environment:', '      DAY: 2020-01-01'),
    errors: ['compose.yaml:5:12 wrong-type'],
  },
  { mistake: 'no file anywhere', files: {}, errors: ['file-not-found'] },
  {
    mistake: 'two mounts on one target',
    files: web('    tmpfs: [/run]', '    volumes: ["/a:/run"]'),
    errors: ['compose.yaml:5:15 duplicate-item'],
  },
  {
    mistake: 'mistakes in two services',
    files: web('    prots: []', '  b:', '    image: 5', '  c:', '    image: x', '    depends_on: [d]'),
    errors: ['compose.yaml:4:5 unknown-key', 'compose.yaml:6:12 wrong-type', 'compose.yaml:9:18 undefined-service'],
  },
  {
    mistake: 'a typo in an override file',
    files: { ...web(), 'compose.override.yaml': compose('services:', '  web:', '    enviroment: {A: 1}') },
    errors: ['compose.override.yaml:3:5 unknown-key'],
    says: '`environment`',
  },
  {
    mistake: 'an undefined volume in an override file',
    files: { ...web(), 'compose.override.yaml': compose('services:', '  web:', '    volumes: [data:/d]') },
    errors: ['compose.override.yaml:3:15 undefined-volume'],
  },
  {
    mistake: 'a wrong value in an included file',
    files: {
      'compose.yaml': compose('include: [sub/b.yaml]'),
      'sub/b.yaml': compose('services:', '  b:', '    image: x', '    mem_limit: lots'),
    },
    errors: ['sub/b.yaml:4:16 invalid-value'],
  },
  {
    mistake: 'a wrong value in an extended file',
    files: {
      ...web('    extends:', '      file: sub/base.yaml', '      service: base'),
      'sub/base.yaml': compose('services:', '  base:', '    ports: ["80:x"]'),
    },
    errors: ['sub/base.yaml:3:13 invalid-value'],
  },
]
