/** Words that begin sentences or stand in capitals without being names. Folded when compared. A name of the register is a name all the same. */
export const COMMON_WORDS: readonly string[] = `
le la les un une des du de au aux ce cet cette ces il elle ils elles on nous vous je tu mon ma mes son sa ses notre nos votre vos leur leurs qui que quoi dont où et ou mais donc or ni car si
à en dans par pour sur sous avec sans vers chez entre depuis pendant après avant lors dès jusque malgré selon ne pas plus très bien mal tout tous toute toutes autre autres même aucun aucune
est sont était étaient sera seront a ont avait avaient aura été être avoir fait faire peut doit devait merci bonjour bonsoir cher chère chers chères confrère consœur cordialement salutations
lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre octobre novembre décembre
nom prénom date heure sexe âge adresse ville code postal téléphone courriel mail email numéro page pages copie objet référence ref tél fax portable mobile
compte rendu comptes rendus lettre liaison courrier fiche bulletin bon demande facture titre recette état liste tableau total montant quantité prix unitaire libellé
motif histoire évolution conclusion discussion suite conduite tenir avis propose proposée proposé entrée entré entrés sorti sortis
droite gauche antérieur postérieur supérieur inférieur normal normale absence présence patiente monsieur madame mademoiselle
the of and to in is for with on by from this that
jour jours mois ans année années semaine semaines matin midi soir nuit fois
oui non ok nb cf etc
`
  .split(/\s+/)
  .filter((word) => word !== '');
