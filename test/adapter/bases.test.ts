import { expect, test } from 'vitest'
import { basesOf } from '../../src/engine/build/build-inputs.ts'

test('the bases of a build are the images that it starts from: no stages, no scratch, nothing that a variable names', () => {
  const dockerfile = `FROM node:22 AS deps
FROM --platform=linux/amd64 alpine AS tools
FROM deps
FROM scratch
FROM $BASE
FROM local
`
  const contexts = new Map([
    ['local', '/folder'],
    ['base', 'docker-image://redis:7'],
  ])
  expect(basesOf(dockerfile, { contexts })).toEqual(['node:22', 'alpine', 'redis:7'])
})
