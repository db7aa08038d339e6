import { compose, web, type Row } from './row.ts'

/** Mistakes in one key or value. */
export const values: readonly Row[] = [
  {
    mistake: 'a key with a typo',
    files: web('    port: ["80:80"]'),
    errors: ['compose.yaml:4:5 E020'],
    says: '`ports`',
  },
  {
    mistake: 'an unknown key at the top',
    files: { 'compose.yaml': compose('service:', '  web:', '    image: x') },
    errors: ['compose.yaml:1:1 E020'],
    says: '`services`',
  },
  {
    mistake: 'a text where a list is wanted',
    files: web('    ports: "80:80"'),
    errors: ['compose.yaml:4:12 E021'],
  },
  {
    mistake: 'a port that is no number',
    files: web('    ports:', '      - "80:abc"'),
    errors: ['compose.yaml:5:13 E022'],
  },
  {
    mistake: 'a duration without a unit',
    files: web('    stop_grace_period: 10'),
    errors: ['compose.yaml:4:24 E021'],
  },
  {
    mistake: 'a size that is none',
    files: web('    mem_limit: 10 potatoes'),
    errors: ['compose.yaml:4:16 E022'],
  },
  {
    mistake: 'a condition that does not exist',
    files: web('    depends_on:', '      db: {condition: healthy}', '  db:', '    image: x'),
    errors: ['compose.yaml:5:23 E022'],
    says: 'service_healthy',
  },
  {
    mistake: 'network_mode beside networks',
    files: web('    network_mode: host', '    networks: [default]'),
    errors: ['compose.yaml:4:19 E025'],
  },
  {
    mistake: 'a service name with a space',
    files: { 'compose.yaml': compose('services:', '  my web:', '    image: x') },
    errors: ['compose.yaml:2:3 E020'],
    says: '`my-web`',
  },
  {
    mistake: 'a secret without a source',
    files: web('    secrets: [s]', 'secrets:', '  s: {}'),
    errors: ['compose.yaml:6:6 E023'],
  },
  {
    mistake: 'one container name for two services',
    files: web('    container_name: one', '  b:', '    image: x', '    container_name: one'),
    errors: ['compose.yaml:7:21 E024'],
  },
  {
    mistake: 'dockerfile beside dockerfile_inline',
    files: web('    build:', '      dockerfile: D', '      dockerfile_inline: FROM x'),
    errors: ['compose.yaml:6:26 E025'],
  },
  {
    mistake: 'a service that is a text',
    files: { 'compose.yaml': compose('services:', '  web: busybox') },
    errors: ['compose.yaml:2:8 E021'],
  },
  {
    mistake: 'an environment value that is a mapping',
    files: web('    environment:', '      A: {b: c}'),
    errors: ['compose.yaml:5:10 E021'],
  },
  {
    mistake: 'scale against deploy.replicas',
    files: web('    scale: 2', '    deploy: {replicas: 3}'),
    errors: ['compose.yaml:4:12 E025'],
  },
  {
    mistake: 'an open quote in a command',
    files: web('    command: echo "a'),
    errors: ['compose.yaml:4:14 E022'],
  },
  {
    mistake: 'a date in the environment',
    files: web('    environment:', '      DAY: 2020-01-01'),
    errors: ['compose.yaml:5:12 E021'],
  },
  {
    mistake: 'two mounts on one target',
    files: web('    tmpfs: [/run]', '    volumes: ["/a:/run"]'),
    errors: ['compose.yaml:5:15 E024'],
  },
  {
    mistake: 'mistakes in two services',
    files: web('    prots: []', '  b:', '    image: 5', '  c:', '    image: x', '    depends_on: [d]'),
    errors: ['compose.yaml:4:5 E020', 'compose.yaml:6:12 E021', 'compose.yaml:9:18 E030'],
  },
  {
    mistake: 'the same item twice',
    files: web('    depends_on: [db, db]', '  db: {image: x}'),
    errors: ['compose.yaml:4:22 E024'],
    notes: ['compose.yaml:4:18'],
  },
  {
    mistake: 'a misspelt image, which is no second mistake',
    files: { 'compose.yaml': compose('services:', '  web:', '    imgae: busybox') },
    errors: ['compose.yaml:3:5 E020'],
    says: '`image`',
  },
  {
    mistake: 'an image that is a list',
    files: { 'compose.yaml': compose('services:', '  web:', '    image: [busybox]') },
    errors: ['compose.yaml:3:12 E021'],
    says: 'without brackets',
  },
  {
    mistake: 'an unknown key among few',
    files: web('    deploy:', '      resources:', '        impossible: 1'),
    errors: ['compose.yaml:6:9 E020'],
    says: '`limits`, `reservations`',
  },
  {
    mistake: 'an unknown key of a secret, which is no second mistake',
    files: web('secrets:', '  s: {content: x}'),
    errors: ['compose.yaml:5:7 E020'],
  },
  {
    mistake: 'a setting with a colon in a list',
    files: web('    environment:', '      - A: 1'),
    errors: ['compose.yaml:5:9 E021'],
    says: '`- A=…`',
  },
  {
    mistake: 'a number in quotes',
    files: web('    networks: {default: {priority: "10"}}'),
    errors: ['compose.yaml:4:36 E021'],
    says: 'without quotes: `10`',
  },
  {
    mistake: 'a key without a value',
    files: web('    volumes:'),
    errors: ['compose.yaml:4:5 E021'],
    says: 'give `volumes` a value',
  },
  {
    mistake: 'a mount without a target',
    files: web('    volumes:', '      - {type: bind, source: ./x}'),
    errors: ['compose.yaml:5:9 E023'],
    says: '`target',
  },
  {
    mistake: 'an external volume with a driver',
    files: web('volumes:', '  data: {external: true, driver: local}'),
    errors: ['compose.yaml:5:26 E025'],
    notes: ['compose.yaml:5:10'],
  },
  {
    mistake: 'a config with two sources',
    files: web('configs:', '  c: {file: ./x, content: y}'),
    errors: ['compose.yaml:5:18 E025'],
    notes: ['compose.yaml:5:7'],
  },
  {
    mistake: 'a gateway beside its pool',
    files: web('networks:', '  n: {gateway: 10.0.0.1}'),
    errors: ['compose.yaml:5:7 E020'],
    says: 'ipam.config',
  },
  {
    mistake: 'a variable from the shell that is no number',
    files: web('    scale: ${N}'),
    env: { N: 'three' },
    errors: ['compose.yaml:4:12 E022'],
    says: 'not `${N}`',
  },
]
