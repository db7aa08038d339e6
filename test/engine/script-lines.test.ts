import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dockerCompose, musterPath, type Outcome, start } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { stateOf, testProject, type TestProject } from '../harness/project.ts'

const file = `
services:
  web:
    image: busybox
    init: true
    command: sleep 3600
    stop_grace_period: 0s
    ports: ["127.0.0.1::80", "127.0.0.1::443/udp"]
    environment: { A: "1", FROM: "\${FROM_ENV:-def}" }
    volumes: [data:/data, ./sub:/sub:ro]
    depends_on: [db]
  db: { image: busybox, init: true, command: sh -c "echo out; echo err >&2; sleep 3600", scale: 2, stop_grace_period: 0s }
  once: { image: busybox, command: sh -c "echo one; exit 3" }
  tool: { image: busybox, command: echo tool, profiles: [tools] }
volumes: { data: {}, other: {} }
`
const files = {
  'compose.yaml': file,
  'override.yml': 'services: { web: { environment: { A: "2" } }, extra: { image: busybox } }\n',
  'sub/docker-compose.yml': file,
  'sub/.env': 'FROM_ENV=sub\n',
  '.env': 'FROM_ENV=dotenv\n',
  'named/compose.yaml': 'services: { a: { image: [broken] } }\n',
  'other.env': 'FROM_ENV=other\nCOMPOSE_PROFILES=tools\n',
}

/**
 * Lines as they stand in scripts, makefiles and jobs of CI, right and wrong; behind `<<<` is what is piped in. Those that
 * begin with `named:` run in a folder whose file is broken and whose `.env` names the project.
 */
const lines: readonly string[] = [
  `ps -aq`,
  `ps -a --services`,
  `ps --status exited --status running --services`,
  `ps --status bogus`,
  `ps --filter name=web`,
  `ps --filter status=running --services`,
  `ps -a --format '{{.Name}} {{.State}} {{.ExitCode}} {{.Health}} {{.Service}} {{.Project}}'`,
  `ps -a --format 'table {{.Name}}\\t{{.Ports}}'`,
  `ps --format '{{.LocalVolumes}} {{.Networks}}'`,
  `ps --format '{{.Label "com.docker.compose.service"}} {{upper .Name}} {{len .Name}}'`,
  `ps --format '{{.Name'`,
  `ps --format yaml`,
  `ps nosuch`,
  `logs nosuch`,
  `stop nosuch`,
  `kill nosuch`,
  `rm -sf nosuch`,
  `down nosuch`,
  `start nosuch`,
  `COMPOSE_PROJECT_NAME= ps nosuch`,
  `COMPOSE_PROJECT_NAME= stop nosuch`,
  `ps -z`,
  `logs --tail=1 db`,
  `logs -n1 --no-log-prefix db`,
  `logs -n all once`,
  `logs --tail=foo db`,
  `logs --tail=-1 once`,
  `logs --index 2 db`,
  `logs --index 9 db`,
  `logs --index 2`,
  `logs --since foo db`,
  `logs tool`,
  `--profile tools logs tool`,
  `config --hash web,db`,
  `config --hash=nosuch`,
  `config --images tool`,
  `config web`,
  `config nosuch`,
  `config -- --services`,
  `config --format=toml`,
  `config --no-interpolate --format json`,
  `config --variables --format json`,
  `named: ps -q`,
  `named: ps --services nosuch`,
  `named: logs --tail 1 once`,
  `named: stop nosuch`,
  `named: config`,
  `named: -f nosuch.yaml ps -aq`,
  `config -o /nosuch/folder/x`,
  `-f compose.yaml -f override.yml config`,
  `-fcompose.yaml -foverride.yml config --services`,
  `-f compose.yaml,override.yml config -q`,
  `-f sub/docker-compose.yml config`,
  `-f override.yml -f sub/docker-compose.yml config`,
  `-f sub/docker-compose.yml --project-directory . config`,
  `--project-directory sub config`,
  `--project-directory nosuch config`,
  `-f nosuch.yaml config`,
  `-f - config <<< services: {a: {image: busybox, volumes: ["./x:/x"]}}`,
  `-f - -f override.yml config --services <<< services: {a: {image: busybox}, web: {image: busybox}}`,
  `-f - config <<<`,
  `-pfoo config --hash db`,
  `-p Foo config`,
  `--project-name= config -q`,
  `--env-file other.env config`,
  `--env-file other.env --env-file .env config`,
  `--env-file nosuch.env config`,
  `COMPOSE_ENV_FILES=.env,other.env config`,
  `COMPOSE_FILE=compose.yaml:override.yml config`,
  `COMPOSE_FILE=compose.yaml,override.yml COMPOSE_PATH_SEPARATOR=, config --services`,
  `COMPOSE_FILE=nosuch.yml ps`,
  `COMPOSE_FILE= config -q`,
  `COMPOSE_PROFILES=tools,x config --services`,
  `COMPOSE_PROFILES=* config --services`,
  `COMPOSE_PROJECT_NAME=Zed config`,
  `COMPOSE_PROJECT_NAME=zed config`,
  `COMPOSE_PROJECT_NAME= -p foo config -q`,
  `COMPOSE_COMPATIBILITY=true ps -q`,
  `COMPOSE_DISABLE_ENV_FILE=1 config`,
  `COMPOSE_PARALLEL_LIMIT=foo ps -q`,
  `COMPOSE_ANSI=foo ps -q`,
  `COMPOSE_PROGRESS=foo up -d`,
  `--ansi foo ps`,
  `--progress foo ps`,
  `--parallel foo ps`,
  `--progress tty --ansi never ps`,
  `--file`,
  `up --foo`,
  `up --scale web`,
  `up -d --scale nosuch=2`,
  `up -d --pull sometimes`,
  `up -d --timeout soon`,
  `up --abort-on-container-exit -d`,
  `up -d --wait-timeout 5 --abort-on-container-exit`,
  `up --force-recreate --no-recreate`,
  `up --build --no-build`,
  `up -d nosuch`,
  `create --scale foo=1`,
  `run -p 80:80 -P db`,
  `run --rm nosuch ls`,
  `run`,
  `exec -T db sh -c 'echo out; echo err >&2; exit 42'`,
  `exec -T db nosuchbinary`,
  `exec -T web /etc/passwd`,
  `exec -T db cat <<< hello`,
  `exec -T -e A=1 -e B=2 web sh -c 'echo $A $B'`,
  `exec -T -w /nosuch db pwd`,
  `exec -T --index 3 db hostname`,
  `exec -T db -- echo hi`,
  `exec once ls`,
  `exec web`,
  `port web 443/udp`,
  `port --protocol foo web 80`,
  `port --index 3 db 80`,
  `ls --filter foo=bar`,
  `ls --format foo --filter name=nosuch`,
  `ls --format foo -q --filter name=nosuch`,
  `wait once`,
  `wait nosuch`,
  `kill -s FOO web`,
  `kill once`,
  `pause once`,
  `unpause web`,
  `restart nosuch`,
  `rm -f web`,
  `scale web=foo`,
  `scale web`,
  `down --rmi some`,
  `down -t soon`,
  `cp nosuchfile db:/tmp/`,
  `cp db:/nosuch /tmp/nosuch`,
  `cp --index 9 db:/etc/passwd /tmp/nosuch`,
  `build nosuch`,
  `pull nosuch`,
  `push`,
  `images -q web`,
  `version --format foo --short extra`,
]

interface Line {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly stdin: string
}

function read(line: string): Line {
  const [command = '', stdin = ''] = line.split(/ <<< ?/)
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
  const first = words.findIndex((word) => !/^[A-Z_]+=/.test(word))
  const env = Object.fromEntries(words.slice(0, first).map((word) => word.split(/=(.*)/).slice(0, 2)))
  return { args: words.slice(first), env, stdin }
}

describe.concurrent('what a script sees of a line is what it sees of docker compose', () => {
  let project: TestProject
  beforeAll(async () => {
    project = await testProject(files)
    await project.write('named/.env', `COMPOSE_PROJECT_NAME=${project.name}\n`)
    expectSuccess(await dockerCompose(project, ['up', '-d']))
    expectSuccess(await start(['docker', 'wait', `${project.name}-once-1`], {}).done)
  })
  afterAll(async () => await project[Symbol.asyncDispose]())

  const sees = async (tool: readonly string[], { args, env, stdin }: Line): Promise<Outcome> => {
    const { name, directory } = project
    const isNamed = args[0] === 'named:'
    const own = { XDG_STATE_HOME: stateOf(name), ...(isNamed ? {} : { COMPOSE_PROJECT_NAME: name }), ...env }
    const cwd = isNamed ? join(directory, 'named') : directory
    return await start([...tool, ...(isNamed ? args.slice(1) : args)], { cwd, env: own, stdin }).done
  }
  const age = /(?:\d+|About an?|Less than a) (?:second|minute)s?(?: ago)? +/g
  /** What runs side by side comes in any order. */
  const parts = ({ code, stdout, stderr }: Outcome): object => ({
    code,
    stdout: stdout
      .replaceAll(age, 'AGE')
      .replaceAll(/CREATED +/g, 'CREATED ')
      .split('\n')
      .toSorted(),
    complains: code !== 0 && stderr !== '',
  })

  test.each(lines)('%s', async (line) => {
    const [ours, theirs] = [await sees([musterPath], read(line)), await sees(['docker', 'compose'], read(line))]
    expect(parts(ours), ours.stderr).toEqual(parts(theirs))
  })
})
