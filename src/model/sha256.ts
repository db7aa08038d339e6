import { hmac } from '@noble/hashes/hmac.js'
import { sha256 as digest } from '@noble/hashes/sha2.js'

/** SHA-256 of a text's UTF-8 bytes. Not `node:crypto`: loading all of that takes longer than the hashes of a hundred services. */
export function sha256(text: string): Buffer {
  return Buffer.from(digest(Buffer.from(text)))
}

/** HMAC with SHA-256 of a text, under a key that is a text, too. */
export function hmacSha256(key: string, text: string): Buffer {
  return Buffer.from(hmac(digest, Buffer.from(key), Buffer.from(text)))
}
