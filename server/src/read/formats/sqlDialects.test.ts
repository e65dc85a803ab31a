import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, encode } from '../../text/windows1252.ts';
import { cellStart, type Segment } from '../segment.ts';
import { memorySource } from '../source.ts';
import { sql } from './sql.ts';
import { xml } from './xml.ts';

interface Read {
  readonly columns: readonly string[];
  readonly rows: string[][];
}

/** The tables of a dump by name. */
async function read(text: string | Uint8Array): Promise<Record<string, Read>> {
  const bytes = typeof text === 'string' ? encode(text) : text;
  const tables: Record<string, { columns: readonly string[]; rows: string[][] }> = {};
  let open = '';
  const take = (segment: Segment): void => {
    if (segment.kind === 'part') tables[(open = segment.name)] ??= { columns: [], rows: [] };
    else if (segment.kind === 'columns') tables[open]!.columns = segment.names;
    else if (segment.kind === 'rows') {
      let c = 0;
      for (const end of segment.rowEnds) {
        const row: string[] = [];
        for (; c < end; c++)
          row.push(decode(segment.bytes, cellStart(segment.cellEnds, c), segment.cellEnds[c]));
        tables[open]!.rows.push(row);
      }
    }
  };
  assert.ok(sql.recognise(bytes.subarray(0, 65_536), 'sql') > 0.9, 'recognised');
  await sql.read!(memorySource(bytes, 'a.sql'), { segment: take }, { passwords: [] });
  return tables;
}

const PATIENTS = [
  ['1', 'EXEMPLE', 'Jeanne', '1984-07-14'],
  ['2', "D'ÉTÉ", '', '1960-02-01'],
];

const SQL_SERVER = `USE [Dossier]
GO
/****** Object:  Table [dbo].[Patient]    Script Date: l'été ******/
SET ANSI_NULLS ON
GO
CREATE TABLE [dbo].[Patient](
	[Id] [int] IDENTITY(1,1) NOT NULL,
	[Nom d'usage] [nvarchar](60) NULL,
	[Prenom] [nvarchar](60) NULL,
	[Naissance] [date] NULL,
 CONSTRAINT [PK] PRIMARY KEY CLUSTERED ([Id] ASC)
) ON [PRIMARY]
GO
SET IDENTITY_INSERT [dbo].[Patient] ON
GO
INSERT [dbo].[Patient] ([Id], [Nom d'usage], [Prenom], [Naissance]) VALUES (1, N'EXEMPLE', N'Jeanne', CAST(N'1984-07-14' AS Date))
INSERT [dbo].[Patient] ([Id], [Nom d'usage], [Prenom], [Naissance]) VALUES (2, N'D''ÉTÉ', NULL, CONVERT(date, '1960-02-01', 120))
GO
SET IDENTITY_INSERT [dbo].[Patient] OFF
GO
`;

test('sql: a script of SQL Server, in UTF-16, statements ended by GO or by nothing', async () => {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(SQL_SERVER, 'utf16le')]);
  for (const text of [SQL_SERVER, utf16, SQL_SERVER.replaceAll('\n', '\r\n')]) {
    const table = (await read(text))['dbo.Patient']!;
    assert.deepEqual(table.columns, ['Id', "Nom d'usage", 'Prenom', 'Naissance']);
    assert.deepEqual(table.rows, PATIENTS);
  }
});

test('sql: rows written as SELECT … UNION ALL SELECT, with and without names and FROM DUAL', async () => {
  const tables = await read(`INSERT INTO dbo.Patient (Id, Nom, Prenom, Naissance)
SELECT 1 AS Id, N'EXEMPLE' AS Nom, N'Jeanne', '1984-07-14' UNION ALL
SELECT 2, N'D''ÉTÉ', NULL, '1960-02-01'
GO
INSERT INTO t (a, b) SELECT 3, 'x' FROM DUAL;
INSERT INTO archive (a) SELECT a FROM t WHERE b = 'x';
INSERT INTO t (a, b) VALUES (4, 'y');
`);
  assert.deepEqual(tables['dbo.Patient']!.rows, PATIENTS);
  assert.deepEqual(tables['t']!.rows, [
    ['3', 'x'],
    ['4', 'y'],
  ]);
});

test('sql: an export of Oracle with REM, to_date, q-quotes, joined strings, INSERT ALL and lines of /', async () => {
  const tables = await read(`REM INSERTING into HOPITAL.PATIENT
SET DEFINE OFF;
Insert into HOPITAL.PATIENT (ID,NOM,PRENOM,NAISSANCE) values (1,'EXEMPLE','Jeanne',to_date('1984-07-14','YYYY-MM-DD'))
/
Insert into HOPITAL.PATIENT (ID,NOM,PRENOM,NAISSANCE) values (2,q'[D'ÉTÉ]',null,DATE '1960-02-01');
Insert into HOPITAL.NOTE (ID,TEXTE) values (1,'ligne 1'||chr(10)||'l'||CHR(39)||'autre');
INSERT ALL
  INTO HOPITAL.NOTE (ID,TEXTE) VALUES (2,q'!d'un]!')
  INTO HOPITAL.NOTE (ID,TEXTE) VALUES (3,'c')
SELECT * FROM dual;
`);
  assert.deepEqual(tables['HOPITAL.PATIENT']!.rows, PATIENTS);
  assert.deepEqual(tables['HOPITAL.NOTE']!.rows, [
    ['1', "ligne 1 l'autre"],
    ['2', "d'un]"],
    ['3', 'c'],
  ]);
});

test('sql: dumps of SQLite and of phpMyAdmin', async () => {
  const lite = await read(`PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE patient(id integer primary key, nom text, prenom text, naissance text);
INSERT INTO patient VALUES(1,'EXEMPLE','Jeanne','1984-07-14');
INSERT INTO patient VALUES(2,'D''ÉTÉ',NULL,'1960-02-01');
COMMIT;
`);
  assert.deepEqual(lite['patient'], { columns: ['id', 'nom', 'prenom', 'naissance'], rows: PATIENTS });
  const admin = await read(`-- phpMyAdmin SQL Dump
SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
-- Structure de la table \`patient\` : l'index
CREATE TABLE \`patient\` (
  \`id\` int(11) NOT NULL, -- l'identifiant
  \`nom\` varchar(60) DEFAULT NULL COMMENT 'nom; usuel',
  \`prenom\` varchar(60), \`naissance\` date,
  KEY \`nom\` (\`nom\`)
) ENGINE=InnoDB;
INSERT INTO \`patient\` (\`id\`, \`nom\`, \`prenom\`, \`naissance\`) VALUES
(1, 'EXEMPLE', 'Jeanne', '1984-07-14'),
(2, 'D\\'ÉTÉ', NULL, '1960-02-01');
`);
  assert.deepEqual(admin['patient'], { columns: ['id', 'nom', 'prenom', 'naissance'], rows: PATIENTS });
});

/** The parts of a document by name, each row as 'column=cell' joined by blanks. */
async function readXml(text: string): Promise<Record<string, string[]>> {
  const parts: Record<string, string[]> = {};
  let open = '';
  let names: readonly string[] = [];
  await xml.read!(
    memorySource(Buffer.from(text), 'a.xml'),
    {
      segment(segment) {
        if (segment.kind === 'part') parts[(open = segment.name)] ??= [];
        else if (segment.kind === 'columns') names = segment.names;
        else if (segment.kind === 'rows') {
          let c = 0;
          for (const end of segment.rowEnds) {
            const cells: string[] = [];
            for (; c < end; c++)
              cells.push(
                `${names[segment.cellColumns[c]!]!}=${decode(segment.bytes, cellStart(segment.cellEnds, c), segment.cellEnds[c])}`,
              );
            parts[open]!.push(cells.join(' '));
          }
        }
      },
    },
    { passwords: [] },
  );
  return parts;
}

test('xml: exports of mysqldump, phpMyAdmin and Oracle name their tables and columns in attributes', async () => {
  const row = (id: string, nom: string): string =>
    `<row><field name="id">${id}</field><field name="nom">${nom}</field></row>`;
  const mysql = await readXml(
    `<mysqldump><database name="d"><table_data name="patient">${row('1', 'EXEMPLE')}${row('2', 'ESSAI')}</table_data><table_data name="sejour">${row('3', 'X')}${row('4', 'Y')}</table_data></database></mysqldump>`,
  );
  assert.deepEqual(mysql['patient'], ['id=1 nom=EXEMPLE', 'id=2 nom=ESSAI']);
  assert.deepEqual(mysql['sejour'], ['id=3 nom=X', 'id=4 nom=Y']);
  const table = (name: string, id: string): string =>
    `<table name="${name}"><column name="id">${id}</column><column name="nom">N</column></table>`;
  const admin = await readXml(
    `<pma_xml_export><database name="d">${table('patient', '1')}${table('patient', '2')}${table('sejour', '3')}</database></pma_xml_export>`,
  );
  assert.deepEqual(admin['patient']!.length, 2);
  assert.match(admin['sejour']![0]!, /id=3 nom=N$/);
  const oracle = await readXml(
    '<RESULTS><ROW><COLUMN NAME="IPP"><![CDATA[1]]></COLUMN></ROW><ROW><COLUMN NAME="IPP"><![CDATA[2]]></COLUMN></ROW></RESULTS>',
  );
  assert.deepEqual(oracle['ROW'], ['IPP=1', 'IPP=2']);
});

test('xml: a record of groups stays one record', async () => {
  const patient = (nom: string): string =>
    `<patient><identite><nom>${nom}</nom></identite><sejour><motif>a</motif></sejour><sejour><motif>b</motif></sejour></patient>`;
  const parts = await readXml(`<export>${patient('EXEMPLE')}${patient('ESSAI')}</export>`);
  assert.deepEqual(parts['patient'], [
    'identite.nom=EXEMPLE sejour.motif=a sejour.motif=b',
    'identite.nom=ESSAI sejour.motif=a sejour.motif=b',
  ]);
});
