/**
 * Persons of whom state $3 of case $1 says something else than the earlier state $2 (0: nothing was known): patient_id, change, band and categories
 * before and after, reasons, person_id (who stands for him too, where he was merged). Only those are looked at of whom something was written between the two.
 */
export const CHANGE_SQL = `SELECT *, CASE
    WHEN person_id IS NOT NULL AND band = 0 THEN 'merged'
    WHEN band_before < 2 AND band >= 2 THEN 'newly_concerned'
    WHEN band_before >= 2 AND band < 2 THEN 'no_longer_concerned'
    WHEN band >= 2 AND ((categories & ~categories_before) <> 0 OR band > band_before) THEN 'more'
    WHEN band >= 2 THEN 'less'
    WHEN band = 1 THEN 'possible'
    ELSE 'dismissed' END AS change
  FROM (
    SELECT w.patient_id, w.reasons, coalesce(b.band, 0) AS band_before, coalesce(b.categories, 0) AS categories_before, a.band, a.categories, a.person_id
    FROM (SELECT patient_id, bit_or(reasons) AS reasons FROM state_changes WHERE case_id = $1 AND version > $2 AND version <= $3 GROUP BY patient_id) w
    CROSS JOIN LATERAL (SELECT band, categories, person_id FROM state_changes WHERE case_id = $1 AND patient_id = w.patient_id AND version <= $3
      ORDER BY version DESC LIMIT 1) a
    LEFT JOIN LATERAL (SELECT band, categories FROM state_changes WHERE case_id = $1 AND patient_id = w.patient_id AND version <= $2
      ORDER BY version DESC LIMIT 1) b ON true
  ) x WHERE band <> band_before OR categories <> categories_before`;
