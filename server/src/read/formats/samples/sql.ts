import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.sql',
  bytes: Buffer.from(
    "-- MySQL dump\nCREATE TABLE `p` (`ipp` int, `nom` varchar(9));\nINSERT INTO `p` VALUES (84512,'D''ÉTÉ'),(2,NULL);\n",
  ),
  texts: ['84512', "D'ÉTÉ", 'ipp'],
};
