import { expect, test } from 'vitest'
import { engineInfo } from '../../src/engine/adapter/info.ts'

test('what an engine tells of itself is read in the words that the rest of muster uses', () => {
  const raw = {
    ServerVersion: '28.5.2',
    Name: 'ci-7',
    OSType: 'linux',
    Architecture: 'aarch64',
    SecurityOptions: ['name=seccomp,profile=builtin', 'name=rootless'],
    DefaultAddressPools: [{ Base: '10.0.0.0/8', Size: 24 }],
    IPv4Forwarding: false,
    Warnings: ['WARNING: No swap limit support'],
  }
  expect(engineInfo(raw)).toMatchObject({
    version: '28.5.2',
    hostname: 'ci-7',
    architecture: 'arm64',
    rootless: true,
    addressPools: [{ base: '10.0.0.0/8', size: 24 }],
    forwarding: false,
    warnings: ['WARNING: No swap limit support'],
  })
})

test('an engine that says nothing of something has told nothing bad', () => {
  expect(engineInfo({ DefaultAddressPools: null, Warnings: null, SecurityOptions: null })).toEqual({
    version: '',
    hostname: '',
    operatingSystem: '',
    os: '',
    architecture: '',
    storageDriver: '',
    cgroupVersion: '',
    rootless: false,
    dataRoot: '',
    addressPools: [],
    warnings: [],
  })
})
