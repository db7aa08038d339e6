import { dockerCompose, muster, type Outcome, start } from '../harness/command.ts'
import { testProject } from '../harness/project.ts'
import { record, type Samples } from './samples.ts'

interface Size {
  readonly services: number
  readonly files: number
  /** Rounds for each ten that are asked for: docker compose needs long for the large ones. */
  readonly share: number
}

/** What reading files costs, the whole process from start to end. */
export const configSizes: Readonly<Record<string, Size>> = {
  config5: { services: 5, files: 1, share: 10 },
  config500: { services: 500, files: 20, share: 5 },
  config1000: { services: 1000, files: 20, share: 2 },
  config2500: { services: 2500, files: 20, share: 1 },
  config5000: { services: 5000, files: 20, share: 1 },
}

/** `config` of a project of that size by both tools in turns; the floor is Node itself, `node -e 0`. */
export async function measureConfig({ services, files, share }: Size, rounds: number): Promise<Samples> {
  const samples: Samples = new Map()
  const ignored: Samples = new Map()
  await using project = await testProject(manyServices(services, files))
  const contestants = [
    ['muster', async () => await muster(project, ['config', '-q'])],
    ['compose', async () => await dockerCompose(project, ['config', '-q'])],
    ['floor', async () => await start([process.execPath, '-e', '0'], {}).done],
  ] as const
  // Four more, for so often does a cache of compiled code grow.
  const warmUps = services > 500 ? 1 : 4
  for (let round = -warmUps; round < Math.max(1, (rounds * share) / 10); round++) {
    for (const [who, run] of round % 2 === 0 ? contestants : contestants.toReversed()) {
      record(round < 0 ? ignored : samples, 'config -q', { who, ms: succeeded(await run()).ms })
    }
  }
  return samples
}

function succeeded(outcome: Outcome): Outcome {
  if (outcome.code !== 0) throw new Error(`exit ${String(outcome.code)}:\n${outcome.stderr}`)
  return outcome
}

/** Services as people write them, dealt out to the files; `.env` lists the files. */
function manyServices(count: number, files: number): Record<string, string> {
  const name = (file: number): string => (file === 0 ? 'compose.yaml' : `part-${file}.yaml`)
  const numbers = Array.from({ length: count }, (_, i) => i)
  const texts = Array.from({ length: files }, (_, file): [string, string] => {
    const own = numbers.filter((i) => i % files === file).map((i) => service(i, count))
    return [name(file), `services:\n${own.join('')}${file === 0 ? resources : ''}`]
  })
  return { ...Object.fromEntries(texts), '.env': `COMPOSE_FILE=${texts.map(([path]) => path).join(':')}\n` }
}

function service(i: number, count: number): string {
  return `  s${i}:
    image: registry.example.com/team/app-${i % 7}:1.2.${i}
    command: ["serve", "--port", "8080", "--name", "s${i}"]
    environment:
      LOG_LEVEL: \${LOG_LEVEL:-info}
      DATABASE_URL: postgres://app:\${DB_PASSWORD:-secret}@db:5432/s${i}
      PEER: s${(i + 1) % count}
    ports: ["127.0.0.1:${10_000 + i}:8080"]
    volumes: ["data-${i % 10}:/var/lib/data", "./conf/${i}:/etc/app:ro"]
    labels: {tier: backend, index: "${i}"}
    healthcheck: {test: ["CMD", "true"], interval: 5s, retries: 3}
    restart: unless-stopped
    networks: [net-${i % 5}]
${i === 0 ? '' : `    depends_on:\n      s${Math.floor((i - 1) / 2)}: {condition: service_started}\n`}`
}

const resources = `networks: {${[0, 1, 2, 3, 4].map((i) => `net-${i}: {}`).join(', ')}}
volumes: {${[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => `data-${i}: {}`).join(', ')}}
`
