import { expect, test } from 'vitest'
import { muster, start } from '../../harness/command.ts'
import { expectSuccess } from '../../harness/oracles.ts'
import { asDockerCompose } from '../../harness/plugin.ts'
import { testProject } from '../../harness/project.ts'

const stack = `
services:
  web:
    image: busybox
    command: ["sh", "-c", "echo starting; echo ready; exec httpd -f -p 80"]
    init: true
    stop_grace_period: 1s
    ports: ["127.0.0.1::80"]
    depends_on: { db: { condition: service_healthy } }
  db:
    image: busybox
    command: sleep 3600
    init: true
    healthcheck: { test: "true", interval: 1s }
`

/** As they stand in Makefiles, CI jobs and answers to questions, and what they print with docker compose 2.40.3. */
const scripts: readonly (readonly [script: string, printed: string])[] = [
  ['docker compose exec -T db sh -c "seq 3" | gzip | gunzip | wc -l', '3'],
  ['docker compose exec -T db cat < compose.yaml | cmp - compose.yaml && echo same', 'same'],
  [
    'head -c 300000 /dev/urandom > blob; docker compose run --rm -T --no-deps db cat < blob | cmp - blob && echo same',
    'same',
  ],
  [
    String.raw`printf 'web\ndb\n' | while read s; do docker compose exec -T $s true </dev/null; echo "$s $?"; done`,
    'web 0 db 0',
  ],
  [String.raw`printf 'web\ndb\n' | while read s; do docker compose ps -q $s | wc -l; done`, '1 1'],
  ['docker compose ps -q | xargs docker inspect -f "{{.State.Status}}"', 'running running'],
  [
    'docker compose config --services | sort | xargs docker compose ps --format "{{.Service}} {{.State}}"',
    'db running web running',
  ],
  [
    String.raw`[ "$(printf "2.20.0\n%s\n" "$(docker compose version --short)" | sort -V | head -1)" = 2.20.0 ] && echo new`,
    'new',
  ],
  ['docker compose port web 80 | cut -d: -f1; docker compose port web 81; echo $?', '127.0.0.1 1'],
  ['docker compose logs --no-color --no-log-prefix web | grep -c ready', '1'],
  ['docker compose run --rm --no-deps db sh -c "echo out; exit 4" > out; echo "$? $(cat out)"', '4 out'],
  ['docker compose cp db:/etc/hostname - | tar t', 'hostname'],
  ['tar c compose.yaml | docker compose cp - db:/tmp && docker compose exec -T db ls /tmp', 'compose.yaml'],
  ['docker compose -f - config --services <<< "services: { here: { image: busybox } }"', 'here'],
  ['(for i in 1 2; do docker compose run --rm -T --no-deps db echo $i & done; wait) | sort', '1 2'],
  ['trap "echo bye" EXIT; docker compose exec -T db false || exit 5; echo never', 'bye'],
  ['docker compose up -d --wait db && echo again', 'again'],
]

test('shell scripts print what they print with docker compose', async () => {
  await using project = await testProject({ 'compose.yaml': stack })
  const env = { ...(await asDockerCompose(project)), COMPOSE_PROJECT_NAME: project.name }
  expectSuccess(await muster(project, ['up', '-d', '--wait']))
  const printed: [string, string][] = []
  for (const [script] of scripts) {
    const { stdout } = await start(['bash', '-c', script], { cwd: project.directory, env }).done
    printed.push([script, stdout.trim().replaceAll('\n', ' ')])
  }
  expect(printed).toEqual(scripts)
})
