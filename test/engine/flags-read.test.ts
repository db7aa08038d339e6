import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dockerCompose, muster } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject, type TestProject } from '../harness/project.ts'

const file = `
name: elsewhere
services:
  app:
    image: busybox
    init: true
    command: sh -c "echo out; echo err >&2; sleep 3600"
    env_file: app.env
    profiles: []
    ports: ["127.0.0.1::80"]
    networks: [default, back]
    volumes: [data:/data, ./here:/here]
  twice: { image: busybox, init: true, command: sleep 3600, scale: 2, depends_on: [app] }
  tool: { image: busybox, profiles: [tools], command: "true" }
volumes: { data: {}, unused: {} }
networks: { back: {}, spare: {} }
models: { llm: { model: ai/none } }
`

/** Command lines whose output and exit code are those of docker compose. */
const lines: readonly string[] = [
  '--all-resources config',
  '--all-resources config --volumes',
  '--no-ansi config -q',
  '--ansi never ps -q',
  '--compatibility config --hash app',
  '--parallel 2 ps --services',
  '--progress plain config --images',
  '--profile tools config --services',
  '--project-directory . config --hash twice',
  '--workdir . config --hash twice',
  '--verbose config -q',
  'config --lock-image-digests',
  'config --models',
  'config --networks',
  'config --no-consistency',
  'config --no-env-resolution',
  'config --no-interpolate',
  'config --no-normalize',
  'config --no-path-resolution',
  'config --profiles',
  'config --volumes',
  'alpha generate --format json --name made --project-dir /tmp NAME-app-1',
  'alpha viz',
  'alpha viz --image --networks --ports',
  'alpha viz --spaces --indentation-size 3',
  'exec -T --index 2 twice hostname',
  'exec -T --index=-1 app hostname',
  'logs --index=-1 app',
  'exec -T --privileged app grep CapEff /proc/self/status',
  'exec -T --user 65534:65533 app id',
  'exec -T -u nobody app id -un',
  'exec -T --workdir /tmp app pwd',
  'exec -T -w /etc -e A=b app sh -c pwd;echo$A',
  'exec --no-TTY --env A=b app env',
  'exec --no-tty --interactive=false app id',
  'exec --interactive --tty app tty',
  'images --quiet',
  'images -q app',
  'logs --no-color app',
  'logs --no-color --no-log-prefix app',
  'logs --since 1h app',
  'logs --since -5m app',
  'logs --until -5m app',
  'logs --since 2020-01-01T00:00:00Z --until 2020-01-02T00:00:00Z app',
  'logs --until 1h app',
  'ps --filter status=running -q',
  'ps --filter status=exited -q',
  'ps --filter source=x',
  'ps --filter nonsense',
  'ps --status running --services',
  'ps --no-trunc -q',
  'ps --orphans=false -q',
  'ps --format {{.Command}} --no-trunc',
  'port --protocol tcp --index 1 app 80',
  'version --short --format json',
  'publish --yes --app --oci-version 1.0 127.0.0.1:9/nobody/listens',
  'publish -y --resolve-image-digests --with-env --y 127.0.0.1:9/nobody/listens',
  'alpha publish --yes --app --oci-version 1.1 127.0.0.1:9/nobody/listens',
  'alpha publish --resolve-image-digests --with-env --y 127.0.0.1:9/nobody/listens',
  'volumes --quiet',
  'watch --no-up --prune=false --quiet app',
]

/** docker compose's own version, and what it hides in maps, is not what is compared. */
function comparable(text: string): readonly string[] {
  const known = /^(?:com\.docker|muster|\d+\.\d+\.\d+).*$/gm
  return text.replaceAll(known, 'VERSION').split('\n').toSorted()
}

describe.concurrent('on a running project, as with docker compose', () => {
  let project: TestProject
  beforeAll(async () => {
    project = await testProject({ 'compose.yaml': file, 'app.env': 'FROM_FILE=1\n' })
    expectSuccess(await dockerCompose(project, ['up', '-d']))
  })
  afterAll(async () => await project[Symbol.asyncDispose]())

  test.each(lines)('%s', async (line) => {
    const args = line.replaceAll('NAME', project.name).split(' ')
    const [ours, theirs] = [await muster(project, args), await dockerCompose(project, args)]
    expect({ code: ours.code, out: comparable(ours.stdout) }, ours.stderr).toEqual({
      code: theirs.code,
      out: comparable(theirs.stdout),
    })
  })
})

test.each([['-v'], ['--version']])(
  'muster %s is muster version, as of the docker-compose that stands alone',
  async (flag) => {
    await using project = await testProject({})
    const [short, long] = [await muster(project, [flag]), await muster(project, ['version'])]
    expect({ ...short, ms: 0 }).toEqual({ ...long, ms: 0 })
    expect(short.stdout).toMatch(/^muster version \d/)
  },
)
