import { describe, expect, it } from 'vitest'
import { capAdd, capDrop } from '../../src/attributes/service/capabilities.ts'
import { deviceCgroupRules } from '../../src/attributes/service/device-cgroup-rules.ts'
import { groupAdd } from '../../src/attributes/service/group-add.ts'
import { ipc } from '../../src/attributes/service/ipc.ts'
import { sharedService } from '../../src/attributes/service/namespace-mode.ts'
import { pid } from '../../src/attributes/service/pid.ts'
import { seccompFiles, securityOpt } from '../../src/attributes/service/security-opt.ts'
import { run, translation } from './helper.ts'

describe('capabilities', () => {
  it.each([
    { yaml: '[NET_ADMIN, SYS_TIME]', names: ['CAP_NET_ADMIN', 'CAP_SYS_TIME'] },
    { yaml: '[sys_time, CAP_CHOWN, SYS_TIME]', names: ['CAP_CHOWN', 'CAP_SYS_TIME'] },
    { yaml: '[NET_ADMIN, all]', names: ['ALL', 'CAP_NET_ADMIN'] },
  ])('$yaml', ({ yaml, names }) => {
    expect(run(capAdd, yaml).payload).toEqual({ CapAdd: names })
    expect(run(capDrop, yaml).payload).toEqual({ CapDrop: names })
  })

  it('are printed as written, each once', () => {
    expect(run(capAdd, '[net_admin, A]', '[A, B]').json).toEqual(['net_admin', 'A', 'B'])
  })
})

describe('security_opt', () => {
  it('systempaths=unconfined becomes empty lists of paths', () => {
    expect(run(securityOpt, '["systempaths=unconfined", "label:disable"]').payload).toEqual({
      MaskedPaths: [],
      ReadonlyPaths: [],
      SecurityOpt: ['label:disable'],
    })
  })

  it.each(['foo', 'privileged'])('%s is warned about, for it cannot be meant', (option) => {
    expect(run(securityOpt, `[${option}]`).warnings).toHaveLength(1)
  })

  it('a seccomp profile is inlined without the blanks of its layout', () => {
    expect(run(securityOpt, '["seccomp:p.json", "seccomp=unconfined"]').payload).toEqual({
      SecurityOpt: ['seccomp={"profile of":"p.json","n":1.50}', 'seccomp=unconfined'],
    })
  })

  it('a seccomp profile that could not be read is refused by name', () => {
    const draft = { body: { Labels: {}, HostConfig: {}, NetworkingConfig: { EndpointsConfig: {} } }, files: [] }
    const blind = { ...translation, seccompProfile: () => undefined }
    expect(() => securityOpt.translate?.(['seccomp=p.json'], draft, blind)).toThrow(
      'web: cannot read the seccomp profile that security_opt names',
    )
  })

  it('tells which profiles have to be read', () => {
    expect(seccompFiles(['seccomp=a.json', 'seccomp=unconfined', 'apparmor=x'])).toEqual(['a.json'])
    expect(seccompFiles(undefined)).toEqual([])
  })
})

describe('groups and device rules', () => {
  it.each([groupAdd, deviceCgroupRules])('lists of two files are appended', (attribute) => {
    expect(run(attribute, '[1, a=1]', '[a=2]').json).toEqual(['1', 'a=1', 'a=2'])
  })
})

describe('namespaces', () => {
  it.each([
    ['host', 'host'],
    ['container:x', 'container:x'],
    ['service:db', 'container:p-db-1'],
  ])('%s becomes %s', (yaml, mode) => {
    expect(run(ipc, yaml)).toMatchObject({ json: yaml, payload: { IpcMode: mode } })
    expect(run(pid, yaml)).toMatchObject({ json: yaml, payload: { PidMode: mode } })
  })

  it('name the service that they share', () => {
    expect([sharedService('service:db'), sharedService('host'), sharedService(undefined)]).toEqual([
      'db',
      undefined,
      undefined,
    ])
  })
})
