import { describe, expect, test } from 'vitest'
import { muster, startMuster } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'
import { startProxy } from '../harness/proxy.ts'

const counting = (to: number): string => `
services:
  count:
    image: busybox
    init: true
    stop_grace_period: 0s
    command: sh -c "i=0; while [ $$i -lt ${to} ]; do i=$$((i+1)); echo line $$i; sleep 0.02; done"
`
const numbers = (to: number): readonly string[] => Array.from({ length: to }, (_, i) => `line ${i + 1}`)
const counted = (text: string): readonly string[] => text.split('\n').filter((line) => line.startsWith('line '))

describe('up in the foreground', () => {
  test('goes on where its connections to the engine were cut, without loss and without doubles', async () => {
    await using project = await testProject({ 'compose.yaml': counting(150) })
    await using proxy = await startProxy()
    const env = { DOCKER_HOST: proxy.address }
    const up = startMuster(project, ['up', '--no-log-prefix'], { env })
    await up.seen(/line 20\n/)
    // On a busy machine the container talks before the engine has answered the start.
    await up.seen(/count-1\s+Started/)
    proxy.cutAll()
    await up.seen(/line 60\n/)
    proxy.cutAll()
    const { stdout, code } = await up.done
    expect(counted(stdout)).toEqual(numbers(150))
    expect(code).toBe(0)
  })

  test('shows what containers print that ran before, across a cut', async () => {
    await using project = await testProject({ 'compose.yaml': counting(300) })
    await using proxy = await startProxy()
    expectSuccess(await muster(project, ['up', '-d']))
    const up = startMuster(project, ['up', '--no-log-prefix'], { env: { DOCKER_HOST: proxy.address } })
    await up.seen(/(line \d+\n){20}/)
    proxy.cutAll()
    const seen = counted((await up.done).stdout)
    expect(seen).toEqual(numbers(300).slice(-seen.length))
  })
})
