import { describe, expect, test } from 'vitest'
import { hostileInputs } from './inputs.ts'
import { measure } from './measure.ts'

// The figures themselves are printed by `npm run hostile`; here the bounds leave room for a busy machine. Memory and
// processor time hardly depend on it.
const megabytes = 200
const cpu = 2500
const patience = 150_000

describe('hostile input ends at once and in little memory', () => {
  test.concurrent.each(hostileInputs)(
    '$title: $ends',
    async ({ files, ends, at }) => {
      const run = await measure(files(), ['config', '-q'])
      expect(run.code, run.stderr.slice(0, 500)).toBe(ends === 'ok' ? 0 : 1)
      const errors = run.stderr.split('\n').filter((line) => line.includes(' error['))
      if (ends !== 'ok') expect(errors[0]?.slice(0, 300)).toMatch(`error[${ends}`)
      if (at !== undefined) expect(errors[0]).toMatch(`${at}: error[`)
      expect(run.megabytes).toBeLessThan(megabytes)
      expect(run.cpu).toBeLessThan(cpu)
    },
    patience,
  )
})

test(
  'a file without end is not read to its end',
  async () => {
    const { stderr, megabytes: used } = await measure({ 'compose.yaml': 'include: [/dev/zero]' }, ['config', '-q'])
    expect(stderr).toMatch('too large: at most 4096 KiB are read')
    expect(used).toBeLessThan(megabytes)
  },
  patience,
)

test('an error on a line of a megabyte shows where it is and no more', async () => {
  const line = `services: {web: {image: b, labels: {API_KEY: "${'s3cr3t,'.repeat(150_000)}"}, prots: [80]}}`
  const { stderr } = await measure({ 'compose.yaml': line }, ['config', '-q'])
  expect(stderr).toMatch('prots')
  expect(stderr).not.toMatch('s3cr3t')
  expect(stderr.length).toBeLessThan(1000)
})

test('a billion containers on the command line are refused, before anything is created', async () => {
  const files = { 'compose.yaml': 'services: {web: {image: busybox}}' }
  const { code, stderr } = await measure(files, ['up', '-d', '--scale', 'web=1000000000'])
  expect(stderr).toMatch('service "web" shall have 1000000000 containers, at most 10000 are created')
  expect(code).toBe(1)
})

test('a Dockerfile of many lines within the compose file is linted at once', async () => {
  const inline = `FROM x:1\\n${String.raw`RUN x\n`.repeat(12_000)}`
  const files = { 'compose.yaml': `services: {web: {build: {context: ., dockerfile_inline: "${inline}"}}}` }
  const { code, cpu: used } = await measure(files, ['lint', '--rule', 'L001'])
  expect(code).toBe(0)
  expect(used).toBeLessThan(cpu)
})
