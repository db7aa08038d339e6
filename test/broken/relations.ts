import { compose, web, type Row } from './row.ts'

/** Mistakes between parts of one file. */
export const relations: readonly Row[] = [
  {
    mistake: 'a dependency that does not exist',
    files: web('    depends_on: [databse]', '  database:', '    image: x'),
    errors: ['compose.yaml:4:18 E030'],
    says: '`database`',
  },
  {
    mistake: 'a circle of dependencies',
    files: web('    depends_on: [b]', '  b:', '    image: x', '    depends_on: [web]'),
    errors: ['compose.yaml:7:18 E036'],
    says: 'b -> web -> b',
  },
  {
    mistake: 'a context of a build that is the image of a service which does not exist',
    files: web('    build:', '      additional_contexts: {base: service:bse}', '  base: {build: .}'),
    errors: ['compose.yaml:5:35 E030'],
    says: 'declares unknown service "bse" as additional contexts base',
  },
  {
    mistake: 'a context of a build that is the image of a service which is not built',
    files: web('    build:', '      additional_contexts: {base: service:base}', '  base: {image: x}'),
    errors: ['compose.yaml:5:35 E022'],
    says: 'give `base` a `build:`',
  },
  {
    mistake: 'a build for other platforms than that of its service',
    files: web('    platform: linux/amd64', '    build: {context: ., platforms: [linux/arm64]}'),
    errors: ['compose.yaml:5:36 E022'],
    notes: ['compose.yaml:4:15'],
    says: 'add "linux/amd64" to build.platforms',
  },
  {
    mistake: 'a volume that is not declared',
    files: web('    volumes:', '      - data:/data'),
    errors: ['compose.yaml:5:9 E032'],
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
    errors: ['compose.yaml:4:16 E031'],
    says: '`backend`',
  },
  {
    mistake: 'a secret that is not declared',
    files: web('    secrets:', '      - token'),
    errors: ['compose.yaml:5:9 E033'],
  },
  {
    mistake: 'a config that is not declared',
    files: web('    configs:', '      - source: site'),
    errors: ['compose.yaml:5:17 E034'],
  },
  {
    mistake: 'neither image nor build',
    files: { 'compose.yaml': compose('services:', '  web:', '    command: x') },
    errors: ['compose.yaml:2:3 E040'],
    says: '`image:`',
  },
  {
    mistake: 'container_name with several replicas',
    files: web('    container_name: one', '    scale: 2'),
    errors: ['compose.yaml:4:21 E043'],
  },
  {
    mistake: 'a network that is not declared, as a key',
    files: web('    networks:', '      backend:'),
    errors: ['compose.yaml:5:7 E031'],
  },
  {
    mistake: 'a model that is not declared',
    files: web('    models: [llm]'),
    errors: ['compose.yaml:4:14 E035'],
  },
  {
    mistake: 'a service of an inactive profile',
    files: web('    depends_on: [db]', '  db: {image: x, profiles: [tools]}'),
    errors: ['compose.yaml:4:18 E030'],
    says: '--profile tools',
  },
  {
    mistake: 'a shared network of a service that does not exist',
    files: web('    network_mode: service:vpn'),
    errors: ['compose.yaml:4:19 E030'],
  },
  {
    mistake: 'a circle of three services',
    files: web('    depends_on: [b]', '  b: {image: x, links: [c]}', '  c: {image: x, volumes_from: [web]}'),
    errors: ['compose.yaml:5:25 E036'],
    says: 'b -> c -> web -> b',
    notes: ['compose.yaml:6:32', 'compose.yaml:4:18'],
  },
  {
    mistake: 'a circle of dependencies beside other mistakes',
    files: web(
      '    prots: []',
      '    depends_on: [b]',
      '  b:',
      '    image: x',
      '    depends_on: {web: {condition: service_started}}',
    ),
    errors: ['compose.yaml:4:5 E020', 'compose.yaml:8:18 E036'],
  },
  {
    mistake: 'a dependency that is not near to any service',
    files: web('    depends_on: [db]', '  database:', '    image: x'),
    errors: ['compose.yaml:4:18 E030'],
    says: 'the only other service is `database`',
  },
  {
    mistake: 'a shared network of nobody',
    files: web('    network_mode: service:nope', '  a: {image: x}', '  b: {image: x}'),
    errors: ['compose.yaml:4:19 E030'],
    says: 'the services are `a`, `b`',
  },
  {
    mistake: 'a base that nobody defines',
    files: web('    extends: nothere', '  a: {image: x}'),
    errors: ['compose.yaml:4:14 E030'],
    says: 'the only other service is `a`',
  },
  {
    mistake: 'a service that is misspelt in an override',
    files: { ...web(), 'compose.override.yaml': compose('services:', '  wbe:', '    user: root') },
    errors: ['compose.override.yaml:2:3 E040'],
    says: 'did you mean `web`?',
  },
  {
    mistake: 'a slip beside a missing include',
    files: {
      'compose.yaml': compose(
        'include: [no.yaml]',
        'services:',
        '  web: {image: x, depends_on: [dbb]}',
        '  db: {image: x}',
      ),
    },
    errors: ['compose.yaml:1:11 E006', 'compose.yaml:3:32 E030'],
  },
  {
    mistake: 'links of nobody beside services that extend each other',
    files: web('    links: [nope]', '    volumes_from: [nine]', '  b: {extends: c}', '  c: {extends: b}'),
    errors: ['compose.yaml:4:13 E030', 'compose.yaml:5:20 E030', 'compose.yaml:6:16 E037'],
  },
  {
    mistake: 'two bad lines of an env file',
    files: { ...web(), '.env': compose('A=b', 'not good=3', 'C=d', "OPEN='never") },
    errors: ['.env:2:1 E044', '.env:4:6 E044'],
  },
]
