// `npm run soak -- [ROUNDS] [SERVICES]`: brings a project up and down again and again in one process, and prints what grows.
import { soak } from '../test/harness/soak.ts'

const [rounds = '100', services = '10'] = process.argv.slice(2)
const { before, after } = await soak({ rounds: Number(rounds), services: Number(services) })
for (const key of ['heap', 'files', 'handles'] as const) console.log(`${key}: ${before[key]} -> ${after[key]}`)
