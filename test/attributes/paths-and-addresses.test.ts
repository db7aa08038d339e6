import { describe, expect, it } from 'vitest'
import { isAddress } from '../../src/attributes/grammar/address.ts'
import { cleanPath, isWindowsAbsolute, joinPath, resolvePath } from '../../src/attributes/kinds/path.ts'
import { createReport } from '../../src/source/diagnostic.ts'
import { scopeOf } from './helper.ts'

describe('a path', () => {
  it.each([
    { written: './a/../b/', path: '/project/b' },
    { written: '../../../x', path: '/x' },
    { written: '~', path: '/home/me' },
    { written: '~x', path: '/home/me/x' },
    { written: '/a//b/../c/', path: '/a//b/../c/' },
    { written: 'C:\\a', path: 'C:\\a' },
    { written: '\\\\server\\share', path: '\\\\server\\share' },
  ])('$written is $path', ({ written, path }) => {
    expect(resolvePath(written, scopeOf(createReport()))).toBe(path)
  })

  it.each([
    { path: '', clean: '.' },
    { path: '/', clean: '/' },
    { path: '/..', clean: '/' },
    { path: 'a/../../b', clean: '../b' },
    { path: '//a//./b/', clean: '/a/b' },
  ])('$path is cleaned to $clean', ({ path, clean }) => {
    expect(cleanPath(path)).toBe(clean)
  })

  it('is joined as a whole', () => {
    expect(joinPath('/a/b', '../c')).toBe('/a/c')
    expect(isWindowsAbsolute('c:x')).toBe(false)
  })
})

describe('an address', () => {
  it.each([
    '1.2.3.4',
    '0.0.0.0',
    '255.255.255.255',
    '::',
    '::1',
    '1::',
    '2001:db8::1',
    '1:2:3:4:5:6:7:8',
    '::ffff:1.2.3.4',
    '1:2:3:4:5:6:1.2.3.4',
  ])('%s is one', (written) => {
    expect(isAddress(written)).toBe(true)
  })

  it.each([
    '',
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
    'localhost',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    '::1%eth0',
    '1.2.3.4::',
  ])('%s is none', (written) => {
    expect(isAddress(written)).toBe(false)
  })
})
