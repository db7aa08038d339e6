import { describe, expect, test, vi } from 'vitest'
import { dockerCompose, muster, type Outcome } from '../harness/command.ts'
import { engineRequest, filters } from '../harness/engine.ts'
import { testProject, type TestProject } from '../harness/project.ts'

const files = {
  'compose.yaml': `
services:
  db: { image: busybox, init: true, command: sleep 3600, stop_grace_period: 1s, volumes: [/anonymous] }
  app:
    image: busybox
    init: true
    command: sleep 3600
    environment: [FROM_FILE=here]
    ports: ["127.0.0.1::80"]
    networks: { default: { aliases: [other] } }
    depends_on: [db]
    stop_grace_period: 1s
  made: { build: ., profiles: [made], command: sleep 3600, init: true }
`,
  Dockerfile: 'FROM busybox\n',
  'orphan.yaml': 'services: { lost: { image: busybox, init: true, command: sleep 3600 } }\n',
  'vars.env': 'FROM_FILE=file\nMORE=1\n',
  'jobs.yaml': 'services: { a: { image: busybox, command: "true" }, b: { image: busybox, command: sh -c "exit 3" } }\n',
}

/** Command lines, run one after the other on two projects, by muster and by docker compose. */
const sequences: readonly { readonly title: string; readonly lines: readonly string[] }[] = [
  {
    title: 'flags of create and up that say what is recreated',
    lines: [
      '-f compose.yaml -f orphan.yaml up -d',
      'create --force-recreate --no-build app',
      'create --no-recreate --scale app=2',
      'create --pull never --quiet-pull -y',
      'create --remove-orphans --yes',
      'up -d --no-recreate --scale db=2',
      'up -d',
      'up -d --always-recreate-deps --force-recreate app',
      'up -d --no-deps --force-recreate -V app',
      'up -d --quiet-pull --quiet-build --no-build --no-color',
      'up --no-start --renew-anon-volumes --y',
      'up -d --wait --wait-timeout 20 -t 1',
      'kill --signal SIGUSR1 db',
      'restart --no-deps --timeout 0 db',
      'stop --timeout 0 app',
      'rm --force --stop -a --volumes app',
      'down --timeout 0 --volume',
    ],
  },
  {
    title: 'flags that are about orphans',
    lines: [
      '-f compose.yaml -f orphan.yaml up -d',
      'kill --remove-orphans',
      'up -d --remove-orphans',
      '-f compose.yaml -f orphan.yaml up -d lost',
      'run --rm --no-deps --remove-orphans -T app true',
      '-f compose.yaml -f orphan.yaml up -d lost',
      'down --remove-orphans --volumes -t 0',
    ],
  },
  {
    title: 'flags of run',
    lines: [
      'run --rm --no-deps -T --entrypoint echo app a b',
      'run --rm --no-deps --no-TTY --cap-add NET_ADMIN --cap-drop CHOWN app grep Cap /proc/self/status',
      'run --rm --no-deps --no-TTY --env-from-file vars.env -e B=2 app sh -c echo$FROM_FILE$MORE$B',
      'run --rm --no-deps -T --user 65534 --workdir /tmp app sh -c id;pwd',
      'run --rm --no-deps -T --interactive=false --quiet --quiet-pull --pull never app echo x',
      'run --rm -T --build --quiet-build made echo built',
      'run -d --no-deps --name NAME-labelled --label a=b --labels c=d -l e= app',
      'run -d --no-deps --name NAME-published --publish 127.0.0.1::81 -p 127.0.0.1::82 app',
      'run -d --no-deps --name NAME-ports --service-ports app',
      'run -d --no-deps --name NAME-aliases --use-aliases --volume /v --volumes vars.env:/w:ro app',
      'run -d --name NAME-deps app',
      'run --rm --no-deps --tty=false app echo x',
    ],
  },
  {
    title: 'flags that end an attached up',
    lines: [
      '-f jobs.yaml up --timestamps --attach b',
      '-f jobs.yaml up --no-color --no-attach a',
      '-f jobs.yaml up --abort-on-container-failure --no-log-prefix --attach b',
      '-f jobs.yaml wait --down-project a',
    ],
  },
  {
    title: 'flags of build, commit, cp, pull and push',
    lines: [
      'build --pull=false --memory 64m --compress --force-rm --no-rm --parallel --quiet made',
      'build -m nonsense made',
      'build --progress plain made',
      'build --print --check --builder default --provenance=true --sbom=true --ssh default made',
      'up -d --build made db',
      'commit --author me --change CMD=x --message said --pause=false --index 1 db NAME-committed',
      'cp --archive --all vars.env db:/tmp/vars.env',
      'exec -T db cat /tmp/vars.env',
      'pull --include-deps --policy missing --quiet db',
      'pull --no-parallel --parallel --ignore-buildable made',
      'push --include-deps --quiet db',
      'attach --index 9 db',
      'down --rmi local -v -t 0',
    ],
  },
]

type Tool = (project: TestProject, args: readonly string[]) => Promise<Outcome>

describe.concurrent('as docker compose does', () => {
  test.each(sequences)('$title', { timeout: 600_000 }, async ({ lines }) => {
    await using one = await testProject(files)
    await using other = await testProject(files)
    const tools: readonly (readonly [TestProject, Tool])[] = [
      [one, muster],
      [other, dockerCompose],
    ]
    let before = tools.map((): ReadonlyMap<string, string> => new Map())
    let after = before
    for (const line of lines) {
      const results = await Promise.all(
        tools.map(async ([project, tool]) => {
          return await tool(project, line.replaceAll('NAME', project.name).split(' '))
        }),
      )
      const said = `${line}\n${results.map(({ stderr }) => stderr).join('\n')}`
      // A signal and the removal of a one-off take effect a little after the command has ended.
      await vi.waitFor(
        async () => {
          const looks = await Promise.all(tools.map(async ([project]) => await containersOf(project)))
          const [ours, theirs] = results.map(({ code }, i) => ({ code, containers: changes(looks[i], before[i]) }))
          expect(ours, said).toEqual(theirs)
          after = looks.map((look) => new Map([...look].map(([name, { id }]) => [name, id])))
        },
        { timeout: 20_000, interval: 200 },
      )
      before = after
    }
    for (const [project] of tools) await engineRequest('DELETE', `/images/${project.name}-committed`)
  })
})

interface Look {
  readonly id: string
  readonly seen: unknown
}

/** The containers of a project by names without the project's, with what the flags of this table decide. */
async function containersOf({ name }: TestProject): Promise<ReadonlyMap<string, Look>> {
  const label = filters({ label: [`com.docker.compose.project=${name}`] })
  const listed = (await engineRequest('GET', `/containers/json?all=1&${label}`)) as { readonly Id: string }[]
  const looks = new Map<string, Look>()
  for (const { Id: id } of listed) {
    const found = (await engineRequest('GET', `/containers/${id}/json`)) as Inspected | undefined
    if (found === undefined) continue
    const { Name, State, Config, HostConfig, NetworkSettings, Mounts } = found
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll(name, 'NAME'))
    const labels = Object.entries(Config.Labels).filter(([key]) => /^[a-e]$/.test(key))
    const aliases = Object.values(NetworkSettings.Networks).map(({ Aliases }) =>
      (Aliases ?? []).filter((a) => a !== id.slice(0, 12)),
    )
    const ports = Object.keys(HostConfig.PortBindings ?? {})
    const mounts = Mounts.map(({ Type, Destination, RW }) => `${Type} ${Destination} ${RW}`).toSorted()
    const seen = plain({ state: State.Status, labels, aliases: aliases.map((each) => each.toSorted()), ports, mounts })
    looks.set(Name.replaceAll(name, 'NAME').replace(/run-[0-9a-f]+$/, 'run'), { id, seen })
  }
  return looks
}

interface Inspected {
  readonly Name: string
  readonly State: { readonly Status: string }
  readonly Config: { readonly Labels: Readonly<Record<string, string>> }
  readonly HostConfig: { readonly PortBindings: object | null }
  readonly NetworkSettings: {
    readonly Networks: Readonly<Record<string, { readonly Aliases: readonly string[] | null }>>
  }
  readonly Mounts: readonly { readonly Type: string; readonly Destination: string; readonly RW: boolean }[]
}

function changes(
  looks: ReadonlyMap<string, Look> = new Map(),
  before: ReadonlyMap<string, string> | undefined,
): unknown {
  const sorted = [...looks].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return sorted.map(([name, { id, seen }]) => {
    const was = before?.get(name)
    return { name, seen, container: was === undefined ? 'new' : was === id ? 'the same' : 'another' }
  })
}
