import { assess } from './assess.ts';
import { auditCheckpoint } from './auditCheckpoint.ts';
import { auditExport } from './auditExport.ts';
import { auditList } from './auditList.ts';
import { auditVerify } from './auditVerify.ts';
import { caseCircumstances } from './caseCircumstances.ts';
import { caseClose } from './caseClose.ts';
import { caseCreate } from './caseCreate.ts';
import { caseExceptionAdd, caseExceptionRemove } from './caseException.ts';
import { caseLedger } from './caseLedger.ts';
import type { Command } from './command.ts';
import { databaseRoles } from './databaseRoles.ts';
import { demo } from './demo.ts';
import { duplicatesAccept, duplicatesReject, duplicatesUndo } from './duplicatesDecide.ts';
import { duplicatesImport } from './duplicatesImport.ts';
import { duplicatesList } from './duplicatesList.ts';
import { evidenceAdd } from './evidenceAdd.ts';
import { evidenceCustody } from './evidenceCustody.ts';
import { evidencePasswords } from './evidencePasswords.ts';
import { explain } from './explain.ts';
import { exportCommand } from './export.ts';
import { keysList } from './keysList.ts';
import { keysRotate } from './keysRotate.ts';
import { mailsBounces } from './mailsBounces.ts';
import { mailsDecide } from './mailsDecide.ts';
import { mailsList } from './mailsList.ts';
import { mailsPause } from './mailsPause.ts';
import { mailsSend } from './mailsSend.ts';
import { mailsSettings } from './mailsSettings.ts';
import { method } from './method.ts';
import { noticesDrops } from './noticesDrops.ts';
import { noticesPreview } from './noticesPreview.ts';
import { noticesStatement } from './noticesStatement.ts';
import { noticesPause } from './noticesPause.ts';
import { noticesUnmake } from './noticesUnmake.ts';
import { noticesTemplates } from './noticesTemplates.ts';
import { noticesApprove } from './noticesApprove.ts';
import { noticesBuild } from './noticesBuild.ts';
import { noticesFlags } from './noticesFlags.ts';
import { noticesHandOver } from './noticesHandOver.ts';
import { noticesList } from './noticesList.ts';
import { noticesPlan } from './noticesPlan.ts';
import { noticesProof } from './noticesProof.ts';
import { noticesQueue } from './noticesQueue.ts';
import { noticesReturns } from './noticesReturns.ts';
import { noticesSample } from './noticesSample.ts';
import { patientsImport } from './patientsImport.ts';
import { reviewDecide } from './reviewDecide.ts';
import { reviewExport, reviewImport } from './reviewExchange.ts';
import { reviewList } from './reviewList.ts';
import { reviewNext } from './reviewNext.ts';
import { run } from './run.ts';
import { sampleDraw } from './sampleDraw.ts';
import { sampleResult } from './sampleResult.ts';
import { sandboxCheck } from './sandboxCheck.ts';
import { seed } from './seed.ts';
import { serve } from './serve.ts';
import { statesCompare } from './statesCompare.ts';
import { statesList } from './statesList.ts';
import { summary } from './summary.ts';

/** All commands, in the order of the work. */
export const COMMANDS: readonly Command[] = [
  caseCreate,
  caseCircumstances,
  patientsImport,
  evidenceAdd,
  evidencePasswords,
  evidenceCustody,
  assess,
  duplicatesList,
  duplicatesAccept,
  duplicatesReject,
  duplicatesUndo,
  duplicatesImport,
  reviewNext,
  reviewDecide,
  reviewList,
  reviewExport,
  reviewImport,
  sampleDraw,
  sampleResult,
  seed,
  statesList,
  statesCompare,
  exportCommand,
  explain,
  summary,
  method,
  noticesTemplates,
  noticesStatement,
  noticesPreview,
  noticesDrops,
  noticesFlags,
  noticesPlan,
  noticesList,
  noticesBuild,
  noticesSample,
  noticesApprove,
  noticesHandOver,
  noticesUnmake,
  noticesQueue,
  noticesReturns,
  noticesPause,
  noticesProof,
  mailsSettings,
  mailsSend,
  mailsList,
  mailsDecide,
  mailsBounces,
  mailsPause,
  auditVerify,
  auditList,
  auditExport,
  auditCheckpoint,
  serve,
  run,
  demo,
  sandboxCheck,
  databaseRoles,
  caseExceptionAdd,
  caseExceptionRemove,
  keysList,
  keysRotate,
  caseClose,
  caseLedger,
];
