import type { ValueKind } from '../codes.ts'
import { type Explanation, lines } from './explanation.ts'

/** What is wrong with a key or a value for itself. */
export const ofValues: Readonly<Record<ValueKind, Explanation>> = {
  'unknown-key': {
    title: 'a key that does not exist',
    severity: 'error',
    meaning:
      'The Compose Specification has no such key here. It may be a slip, a key that belongs one level up or down, or a flag of `docker run` that has another name in compose files. Names of services and volumes have letters, digits, `.`, `_` and `-` only.',
    example: lines('services:', '  web:', '    image: nginx', '    port: ["80:80"]'),
    remedy: 'Take the key that is proposed. Keys of your own begin with `x-` and are ignored.',
  },
  'wrong-type': {
    title: 'a value of the wrong type',
    severity: 'error',
    meaning:
      'The key wants for instance a list, and a text, number, mapping or nothing stands there. YAML decides by how the value is written: `yes` and `1.20` may not be the texts that they look like, and a key with nothing after its colon is empty.',
    example: lines('services:', '  web:', '    image: nginx', '    ports: "80:80"'),
    remedy:
      'Write it as shown in the remedy: `ports: ["80:80"]`. Put texts that look like numbers, dates or booleans in quotes.',
  },
  'invalid-value': {
    title: 'a value that means nothing',
    severity: 'error',
    meaning:
      'The type is right and the value is not: a port that is not a number, a size without a known unit, a word that is not among the allowed ones. Where the value came from a variable, the variable is named and its value is not shown.',
    example: lines('services:', '  web:', '    image: nginx', '    ports: ["80:http"]', '    mem_limit: 10 potatoes'),
    remedy: 'Write it like the example in the message, or correct the variable.',
  },
  'missing-key': {
    title: 'a key is missing',
    severity: 'error',
    meaning: 'What stands here is incomplete without that key: a mount without a target, a secret without a source.',
    example: lines(
      'services:',
      '  web:',
      '    image: nginx',
      '    volumes:',
      '      - type: bind',
      '        source: ./site',
    ),
    remedy: 'Add the key, here `target: /usr/share/nginx/html`.',
  },
  'duplicate-item': {
    title: 'the same thing twice',
    severity: 'error',
    meaning:
      'Two items of a list are equal, two mounts have one target, or two services want one container name. Lists of several files are joined, so the other item may stand in another file; both places are shown.',
    example: lines('services:', '  web:', '    image: nginx', '    tmpfs: [/run]', '    volumes: ["./run:/run"]'),
    remedy: 'Remove one of them. To replace a list of another file instead of adding to it, mark it with `!override`.',
  },
  'exclusive-keys': {
    title: 'two keys that exclude each other',
    severity: 'error',
    meaning:
      'Both settings are valid and they cannot hold together. They may come from different files; both places are shown.',
    example: lines('services:', '  web:', '    image: nginx', '    network_mode: host', '    networks: [front]'),
    remedy: 'Keep one of them. A key of another file is taken away with `networks: !reset null`.',
  },
  'refused-value': {
    title: 'a value that the engine refuses',
    severity: 'either',
    meaning:
      'The file is a valid compose file, and creating this container is sure to fail at the engine. `config` warns, as docker compose lets it pass; `plan`, `create`, `run` and `up` stop before anything is done.',
    example: lines('services:', '  web:', '    image: nginx', '    restart: allways'),
    remedy: 'Write it like the example in the message.',
  },
  'ready-condition': {
    title: 'a readiness condition that cannot be read',
    severity: 'either',
    meaning:
      'The value of `x-ready`, or of `--ready`, is none of tcp, http, log and file with what each of them takes. To docker compose the key means nothing, so `config` only warns; `plan`, `create`, `run` and `up` stop before anything is done.',
    example: lines('services:', '  db:', '    image: postgres', '    x-ready: {tpc: 5432}'),
    remedy:
      'Write for instance `x-ready: {tcp: 5432}`, `{http: {port: 8080, path: /healthz}}`, `{log: ready to accept, times: 2}` or `{file: /run/ok}`.',
  },
  'no-effect': {
    title: 'something that has no effect',
    severity: 'warning',
    meaning:
      'The file is valid, and docker compose does not do what this says; muster does the same, since containers have to stay what they are. For instance a text in `command` runs without a shell, so that `&&` and `|` mean nothing.',
    example: lines('services:', '  web:', '    image: busybox', '    command: echo a && echo b'),
    remedy: 'Ask for a shell where you want one: `command: ["sh", "-c", "echo a && echo b"]`.',
  },
  obsolete: {
    title: 'a key that means nothing any more',
    severity: 'warning',
    meaning: '`version` chose the file format of long ago. The Compose Specification has one format and ignores it.',
    example: lines('version: "3.8"', 'services:', '  web:', '    image: nginx'),
    remedy: 'Remove the line.',
  },
  deprecated: {
    title: 'an old way to write something',
    severity: 'warning',
    meaning: 'It still works, and there is a newer way that all tools understand.',
    example: lines('volumes:', '  data:', '    external:', '      name: shared-data'),
    remedy: 'Write `external: true` and `name: shared-data`; `true` and `false` for `yes`, `no`, `on`, `off`.',
  },
  healthcheck: {
    title: 'a healthcheck that cannot run',
    severity: 'warning',
    meaning:
      'While muster waits it runs the healthcheck itself, and the command could not even be started: the image does not have it, or has no shell. The engine will fail in the same way and call the container unhealthy.',
    example: lines('services:', '  web:', '    image: nginx', '    healthcheck: {test: curl -f http://localhost}'),
    remedy:
      'Use what the image has, for instance `wget -q -O /dev/null http://127.0.0.1` or the client of the database.',
  },
}
