import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import tls from 'node:tls';
import * as x509 from '@peculiar/x509';

type CryptoKey = webcrypto.CryptoKey;

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const day = 24 * 3_600_000;

/** The platform's own certificate authority: one leaf a host, made on demand. */
export interface CertificateAuthority {
  /** The authority's certificate, PEM. */
  certificatePem: string;
  /** A certificate (with its chain) and key for a host name or address, PEM; cached. */
  leaf(host: string): Promise<Leaf>;
  /** The same as a TLS context, for an SNI callback. */
  secureContext(host: string): Promise<tls.SecureContext>;
}

/** A server certificate with its chain, and its key; PEM. */
export interface Leaf {
  cert: string;
  key: string;
}

/**
 * Opens the authority kept in two owner-only PEM files, made on first use. Clients refuse a
 * wildcard for `*.localhost`, hence a leaf for each host.
 */
export async function openCertificateAuthority(files: {
  certificate: string;
  key: string;
}): Promise<CertificateAuthority> {
  x509.cryptoProvider.set(webcrypto);
  const { certificate, keys } = (await load(files)) ?? (await create(files));
  const leaves = new Map<string, { leaf: Promise<Leaf>; renewAt: number }>();
  const leaf = (host: string): Promise<Leaf> => {
    const cached = leaves.get(host);
    if (cached !== undefined && cached.renewAt > Date.now()) return cached.leaf;
    const issued = issue(host, certificate, keys.privateKey);
    // Any client can name any host: the cache is emptied before it grows without end.
    if (leaves.size >= 1_000) leaves.clear();
    leaves.set(host, { leaf: issued, renewAt: Date.now() + 180 * day });
    // A failed issue must not be served from the cache.
    issued.catch(() => leaves.delete(host));
    return issued;
  };
  return {
    certificatePem: certificate.toString('pem'),
    leaf,
    async secureContext(host) {
      return tls.createSecureContext({ ...(await leaf(host)), minVersion: 'TLSv1.2' });
    },
  };
}

interface Authority {
  certificate: x509.X509Certificate;
  keys: { privateKey: CryptoKey };
}

async function load(files: { certificate: string; key: string }): Promise<Authority | undefined> {
  const [certificatePem, keyPem] = await Promise.all([
    readFile(files.certificate, 'utf8').catch(() => undefined),
    readFile(files.key, 'utf8').catch(() => undefined),
  ]);
  if (certificatePem === undefined || keyPem === undefined) return undefined;
  const privateKey = await webcrypto.subtle.importKey(
    'pkcs8',
    x509.PemConverter.decodeFirst(keyPem),
    algorithm,
    false,
    ['sign'],
  );
  return {
    certificate: new x509.X509Certificate(certificatePem),
    keys: { privateKey: privateKey },
  };
}

async function create(files: { certificate: string; key: string }): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: randomBytes(16).toString('hex'),
    name: 'CN=Fairway local CA',
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + 3_650 * day),
    signingAlgorithm: algorithm,
    keys: keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  await writeOwnerOnly(files.key, x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'));
  await writeOwnerOnly(files.certificate, certificate.toString('pem'));
  return { certificate, keys: { privateKey: keys.privateKey } };
}

async function writeOwnerOnly(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, `${text}\n`, { mode: 0o600 });
  await rename(`${path}.tmp`, path);
}

async function issue(
  host: string,
  issuer: x509.X509Certificate,
  signingKey: CryptoKey,
): Promise<Leaf> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const names: x509.JsonGeneralName[] = isIP(host)
    ? [{ type: 'ip', value: host }]
    : [{ type: 'dns', value: host }];
  if (host === 'localhost') {
    names.push({ type: 'ip', value: '127.0.0.1' }, { type: 'ip', value: '::1' });
  }
  const leaf = await x509.X509CertificateGenerator.create({
    serialNumber: randomBytes(16).toString('hex'),
    subject: 'CN=Fairway',
    issuer: issuer.subject,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + 365 * day),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    cert: `${leaf.toString('pem')}\n${issuer.toString('pem')}`,
    key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
  };
}
