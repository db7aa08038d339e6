import { describe, expect, it } from 'vitest'
import { plainOf } from '../../src/attributes/kinds/plain-of.ts'
import { build, isRemoteContext, resolveBuildArgs } from '../../src/attributes/service/build.ts'
import { nodeOf, run } from './helper.ts'

describe('build', () => {
  it.each([
    { yaml: '.', context: '/project' },
    { yaml: './x/../y/', context: '/project/y' },
    { yaml: '~/ctx', context: '/home/me/ctx' },
    { yaml: '/srv//ctx/', context: '/srv//ctx/' },
    { yaml: '{dockerfile_inline: FROM a}', context: '/project' },
    { yaml: 'https://github.com/a/b.git#main:dir', context: 'https://github.com/a/b.git#main:dir' },
    { yaml: 'git@github.com:a/b.git', context: 'git@github.com:a/b.git' },
    { yaml: 'github.com/a/b', context: 'github.com/a/b' },
  ])('$yaml has the context $context', ({ yaml, context }) => {
    expect(run(build, yaml).json).toMatchObject({ context })
  })

  it('is printed in the order of docker compose', () => {
    const yaml = `{privileged: true, platforms: [linux/amd64], ulimits: {nproc: 3}, tags: [t, t], shm_size: 1k, secrets: [s],
      target: f, network: host, isolation: default, extra_hosts: ["h:1.2.3.4"], pull: true,
      additional_contexts: {lib: ./lib, base: "service:b", img: "docker-image://x"}, no_cache: true, cache_to: [c], cache_from: [d],
      labels: [l=1], ssh: [default, k=./key], sbom: true, provenance: mode=max, args: [A=1, B], entitlements: [network.host],
      dockerfile: D, context: ./ctx}`
    expect(JSON.stringify(run(build, yaml).json)).toBe(
      '{"context":"/project/ctx","dockerfile":"D","entitlements":["network.host"],"args":{"A":"1","B":null},"provenance":"mode=max",' +
        '"sbom":"true","ssh":["default","k: /project/key"],"labels":{"l":"1"},"cache_from":["d"],"cache_to":["c"],"no_cache":true,' +
        '"additional_contexts":{"lib":"/project/lib","base":"service:b","img":"docker-image://x"},"pull":true,' +
        '"extra_hosts":["h=1.2.3.4"],"isolation":"default","network":"host","target":"f","secrets":[{"source":"s"}],"shm_size":"1024",' +
        '"tags":["t"],"ulimits":{"nproc":3},"platforms":["linux/amd64"],"privileged":true}',
    )
  })

  it.each([
    { base: './ctx', over: '{dockerfile: D}', json: { context: '/project/ctx', dockerfile: 'D' } },
    { base: '{context: ./ctx, target: t}', over: './other', json: { context: '/project/other', target: 't' } },
    { base: '{args: [A=1, B=1]}', over: '{args: {B: 2}}', json: { context: '/project', args: { A: '1', B: '2' } } },
  ])('$over over $base', ({ base, over, json }) => {
    expect(run(build, base, over).json).toEqual(json)
  })

  it('has no effect on the container', () => {
    expect(build.translate).toBeUndefined()
  })

  it('loses arguments whose value nobody knows', () => {
    const known = (key: string): string | undefined => (key === 'A' ? '1' : undefined)
    expect(plainOf(resolveBuildArgs(nodeOf('{A: , B: , C: x}'), known))).toEqual(
      new Map([
        ['A', '1'],
        ['C', 'x'],
      ]),
    )
  })

  it.each(['docker-image://a', 'service:a', 'ssh://git@h/r', 'oci-layout://x'])('%s is no folder', (context) => {
    expect(isRemoteContext(context)).toBe(true)
  })
})
