// `npm run hostile -- [WORD...]`: what hostile input costs, as a table. Each line is one whole process of `muster config -q`.
import { hostileInputs } from '../test/hostile/inputs.ts'
import { measure } from '../test/hostile/measure.ts'

const words = process.argv.slice(2)
const chosen = hostileInputs.filter(({ title }) => words.every((word) => title.includes(word)))
console.log('   ms   cpu    MB  end   input')
for (const { title, files, ends } of chosen) {
  const { code, stderr, ms, cpu, megabytes } = await measure(files(), ['config', '-q'])
  const found = code === 0 ? 'ok' : (/error\[(E\d+)\]/.exec(stderr)?.[1] ?? `exit ${code}`)
  const figures = [ms, cpu, megabytes].map((figure) => figure.toFixed(0).padStart(5)).join(' ')
  const first = code === 0 ? '' : `  | ${stderr.split('\n')[0]?.slice(0, 150)}`
  console.log(`${figures}  ${found.padEnd(5)} ${title}${found.startsWith(ends) ? '' : ` (expected ${ends})`}${first}`)
}
