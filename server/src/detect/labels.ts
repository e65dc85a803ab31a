/**
 * Words that give their neighbours a role.
 * 'attendance' stands before names of staff that meet, 'announced' says of a person no more than that it is one; 'staff_list' anywhere in a directory or roster, 'staff_paper' in any other paper about the house (newsletter, order),
 * 'relative_after' means a relation only behind a name: '(fille)', ', épouse', since before a name it is something else ('épouse MARTIN'); 'relative_of'
 * stands between the relative and the patient ('MARTIN Luc, fils de MARTIN Anne'). A phrase is written as in documents; it is compared after folding (case, accents and punctuation away).
 * 'né'/'née' before a capital is a birth name, before 'le' or a digit a birth label: the longer phrase wins.
 */
export type LabelRole =
  | 'surname' | 'birth_name' | 'usage_name' | 'given_names' | 'full_name'
  | 'patient' | 'announced' | 'civility_m' | 'civility_f' | 'civility_child'
  | 'birth' | 'birth_m' | 'birth_f'
  | 'professional' | 'attendance' | 'relative' | 'relative_of' | 'relative_after' | 'organisation' | 'place_prefix' | 'signature' | 'staff_list' | 'staff_paper'
  | 'patient_number' | 'social_security' | 'phone' | 'fax' | 'address' | 'insurance' | 'identity_document' | 'bank' | 'other_number'; // prettier-ignore

/** A list written with commas. */
function list(phrases: string): readonly string[] {
  return phrases.split(',').map((phrase) => phrase.trim().replace(/\s+/g, ' '));
}

export const LABEL_PHRASES: Record<LabelRole, readonly string[]> = {
  surname: list(`
    nom, nom usuel, nom de famille, nom patronymique, patronyme, surname, last name, family name, nom du patient, nom de la patiente,
    name.family, family, lastname, noms, nom utilisé, nom actuel, nom patient, nom pat, nom malade, nom de la personne, nom du résident, nom de
    l enfant, nom du malade, patient nom, patronymique`),
  birth_name: list(`
    n naiss, n naissance, n de naissance, nom de naissance, nom de jeune fille, nom naissance, née, né, birth name, maiden name, nom jf, njf,
    nom de naiss, nom naiss, nom nais, nom de nais, nom de fille, nom j f, née nom, born as, née sous le nom de, nom d origine, nom patronymique
    de naissance`),
  usage_name: list(`
    n usage, n us, n d usage, nom d usage, nom usage, nom marital, nom d épouse, épouse, ep, veuve, vve, divorcée, nom d us, nom us, nom marital
    usage, nom époux, nom de mariage, nom conjugal, épse, epse, ép, married name, nom marital ou usage`),
  given_names: list(`
    prénom, prénoms, prenom usuel, prénom de naissance, first name, given name, name.given, given, firstname, forename, prénom s, prénom usuel,
    prénom utilisé, prénom du patient, prénom patient, prén, prenom pat, prénom de la patiente, premier prénom, prénoms de naissance, prénom de
    l enfant, autres prénoms, first names, given names, prénom d usage`),
  full_name: list(`
    nom prénom, nom et prénom, nom prénoms, nom et prénoms, prénom nom, prénom et nom, full name, identité, nom complet, étiquette, name, nom
    prénom du patient, nom et prénom du patient, nom prénoms du patient, noms prénoms, noms et prénoms, nom de naissance et prénom, nom et
    prénom s, nom prénom s, prénoms et nom, identité patient, identité de la patiente, nom du bénéficiaire, patient name, nom prénom patient,
    nom prén, nom pré`),
  patient: list(`
    patient, patiente, concernant, bénéficiaire, malade, dossier de, suivi de, résultats de, concerne, votre patient, votre patiente, identité
    du patient, résidente, résident, patient name, usager, hospitalisé, hospitalisée, consultant, consultante, pat, identité du malade, résident
    e, patient e, situation de, cas de, concerne le patient, dossier du patient, dossier de m, nom du patient, bénéficiaire des soins,
    hospitalisation de, sortie de, entrée de, admission de, rdv pour, rendez vous pour, rappel pour, patient nom prénom, personne soignée,
    usagère, curiste, parturiente, accouchée`),
  announced: list(`
    objet, titulaire, titulaire du compte, débiteur, assuré, assurée, adhérente, soussigné, soussignée, je soussigné, je soussignée, soussigné
    e, je soussigné e, mr mme, m mme, monsieur madame, madame monsieur, intéressé, intéressée, remis à, donneur, receveur`),
  civility_m: list(`
    m, mr, monsieur, messieurs, sir`),
  civility_f: list(`
    mme, mlle, madame, mademoiselle, mrs, ms, miss`),
  civility_child: list(`
    enfant, l enfant, bébé, bb, nourrisson, jeune, nouveau né, nouveau nés, jumeau, jumelle, jumeaux, enfants, garçon, bébé garçon, bébé fille,
    bébé de, bb de, enfant de, nné`),
  birth: list(`
    d naiss, d de naissance, d nais, d n, d d n, d naissance, n le, née, né, né e le, née e le, date de naissance, date naissance, naissance,
    ddn, dn, birth date, date of birth, birthdate, dob, born, né ou née le, date de nais, dt naissance, birthtime.value, birthtime, né e, date
    de naiss, date naiss, dt nais, dt naiss, date nais, né s le, née s le, née ou né le, né le ou née le, date et lieu de naissance, naiss,
    nais, né e s le, nele, dtnais, datnais, né née le`),
  birth_m: list(`
    né le, né en, ne le, ne en, né à, nés le`),
  birth_f: list(`
    née le, née en, nee le, nee en, née à, nées le`),
  professional: list(`
    aide, poste, dr, docteur, drs, dre, pr, professeur, ide, infirmier, infirmière, iade, ibode, aide soignant, aide soignante, sage femme,
    interne, externe, praticien, praticien hospitalier, médecin, médecin traitant, médecin référent, médecin responsable, prescripteur, prescrit
    par, signé, signataire, validé par, rédigé par, saisi par, dicté par, frappé par, chef de service, secrétaire, secrétariat, cadre de santé,
    cadre, biologiste, radiologue, chirurgien, anesthésiste, kinésithérapeute, kiné, pharmacien, psychologue, diététicienne, ergothérapeute,
    orthophoniste, assistante sociale, rpps, adeli, opérateur, aide opératoire, correspondant, confrère, manipulateur, technicien, directeur,
    directrice, attaché, chef de clinique, adressé par le, adressée par le, consultant senior, gestionnaire, agent, auteur, physician, doctor,
    nurse, méd, méd traitant, méd ttt, dr en, docteurs, professeurs, mme le dr, mme le docteur, monsieur le docteur, madame le docteur, m le
    docteur, madame le professeur, monsieur le professeur, anesth, psychiatre, pédiatre, gynécologue, cardiologue, pneumologue, gériatre,
    neurologue, urologue, dermatologue, rhumatologue, ophtalmologue, gastro entérologue, endocrinologue, oncologue, urgentiste, réanimateur,
    néphrologue, anapath, anatomopathologiste, pathologiste, stomatologue, dentiste, chirurgien dentiste, assistant social, assistant sociale,
    ide de nuit, ash, manip, manip radio, manipulateur radio, manipulateurs, brancardier, brancardière, ambulancier, ambulancière, adjoint
    administratif, technicienne, technicien de laboratoire, préparateur, préparatrice, diététicien, kinésithérapeutes, masseur kinésithérapeute,
    puéricultrice, auxiliaire de puériculture, sages femmes, maïeuticien, cadre supérieur, cadre de sante, faisant fonction, directeur général,
    directrice générale, drh, dpo, rssi, responsable, resp, référent, référente, assistante, assistant, aide interne, aide op, aides, panseuse,
    instrumentiste, circulante, compte rendu rédigé par, rédacteur, rédactrice, dictée par, relu par, vu par, examiné par, validation, validé
    électroniquement par, signé électroniquement par, signé par, médecin prescripteur, prescripteurs, médecin demandeur, demandeur, médecin
    adresseur, adresseur, adressé par, adressée par, envoyé par, envoyée par, cher confrère, chère consoeur, consoeur, notaire, juge, avocat,
    agent comptable, comptable, régisseur, webmaster, webmestre, formateur, formatrice, animateur, animatrice, animé par, intervenant,
    intervenante, intervenants, auteurs, expéditeur, destinataires, équipe, opérateurs, chef de pôle, chef de projet, secr, secrétaires,
    standardiste, hôtesse, agent d accueil, agent des admissions, agents, technicien biomédical, informaticien, ingénieur, qualiticien,
    qualiticienne, psychomotricien, psychomotricienne, éducateur, éducatrice, aumônier, bénévole, surveillante, surveillant, interlocuteur,
    interlocutrice, électricien, cuisinier, cuisinière, jardinier, anesthesiste, medecin, infirmiere, attending, surgeon, consultant dr,
    provider, prescriber, requested by, signed by, reviewed by, gp, midwife, médecins, poste téléphonique, externe en médecine, fournisseur,
    vrp, livreur`),
  relative: list(`
    mère, père, parents, fils, fille, époux, conjoint, conjointe, concubin, concubine, compagne, compagnon, mari, femme, frère, soeur, personne
    à prévenir, pers à prévenir, personne de confiance, personnes à prévenir, à prévenir, tuteur, tutrice, curateur, curatrice, représentant
    légal, responsable légal, mandataire, aidant, aidante, voisin, voisine, nièce, neveu, oncle, tante, cousin, cousine, grand mère, grand père,
    belle fille, beau fils, belle mère, beau père, belle soeur, beau frère, gendre, ami, amie, entourage, famille, contact, proche, marraine,
    parrain, petite fille, petit fils, contact.name, ex conjoint, ex époux, ex épouse, son épouse, son mari, sa femme, sa fille, son fils, sa
    mère, son père, sa soeur, son frère, next of kin, tiers, emergency contact, mère du patient, père du patient, nom de la mère, nom du père,
    enfant du patient, pers de confiance, pers confiance, pers prévenir, pers à prev, à prévenir en cas d urgence, personne à contacter,
    personnes à contacter, prévenir, prevenir, accompagné de, accompagnée de, accompagné par, accompagnée par, accompagnant, accompagnante, ses
    parents, ses enfants, ses fils, ses filles, son conjoint, sa conjointe, son compagnon, sa compagne, son neveu, sa nièce, son petit fils, sa
    petite fille, représentante légale, représentant légal e, tuteurs, curatelle, tutelle, assuré social, nom de l assuré, ouvrant droit,
    parent, co parent, père co parent, père ou co parent, demi frère, demi soeur, beaux parents, concubin e, pacsé, partenaire, ex mari, ex
    femme, compagnon compagne, mère de l enfant, père de l enfant, demande d un tiers, tiers demandeur, à la demande de, proche aidant, référent
    familial, mother, father, husband, wife, spouse, brother, sister, guardian, relative, beaux enfants, épouse du patient, dame de compagnie,
    auxiliaire de vie`),
  relative_of: list(`
    mari de, femme de, fils de, fille de, mère de, père de, frère de, soeur de, voisin de, conjoint de, épouse de, veuf de, amie de, ami de,
    voisine de, conjointe de, époux de, compagne de, compagnon de, concubin de, concubine de, neveu de, nièce de, oncle de, tante de, cousin de,
    cousine de, gendre de, petit fils de, petite fille de, belle fille de, belle mère de, beau père de, beau fils de, belle soeur de, beau frère
    de, veuve de, parent de, parents de, tuteur de, tutrice de, curateur de, curatrice de, aidant de, aidante de, proche de, famille de,
    entourage de, marraine de, parrain de, ex mari de, ex femme de, grand mère de, grand père de, personne de confiance de, fils du, fille du,
    mère du, père du`),
  relative_after: list(`
    lien, lien de parenté, parenté, lien familial, degré de parenté, qualité, épouse, époux, épse, veuf, veuve, enfant, bébé, garçon`),
  organisation: list(`
    entreprise, entreprises, garage, transports, artisan, plomberie, menuiserie, imprimerie, banque, assureur, notaires, tribunal, commissariat,
    gendarmerie, école, collège, lycée, crèche, centre hospitalier, hôpital, hopital, clinique, laboratoire, pharmacie, cabinet, sarl, sas, sa,
    ehpad, caisse, cpam, trésor public, trésorerie, régie, chu, chru, ch, groupe hospitalier, polyclinique, direction, standard, finess, siret,
    société, ets, fournisseur, hospital, service de, service, établissement, à l ordre, mairie, préfecture, cliniques, régie des recettes, régie
    de recettes, trésor, trésorerie hospitalière, groupe santé, maison de santé, maison de retraite, résidence ehpad, ssiad, had, hôpitaux, ap
    hp, ap hm, ars, mdph, ccas, samu, smur, sdis, pompiers, ambulances, ambulance, taxis, vsl, lbm, laboratoires, msp, mgen, mnt, msa, assurance
    maladie, service social, service comptable, comptabilité, scm, selarl, selas, eurl, association, fondation, institut, université, faculté,
    gmbh`),
  place_prefix: list(`
    rue, avenue, av, boulevard, bd, bld, place, allée, allee, impasse, chemin, route, quai, square, cours, sentier, ruelle, villa, cité,
    résidence, pavillon, bâtiment, bat, salle, unité, aile, maladie de, syndrome de, score de, manoeuvre de, signe de, test de, échelle de, lieu
    dit, passage, faubourg, hameau, lotissement, clos, pont, rond point`),
  attendance: list(`
    présents, présent, présentes, étaient présents, participants, participant, excusés, excusé, excusée, absents, absents excusés, membres,
    membres présents, invités, diffusion, secrétaire de séance, attendees`),
  staff_list: list(`
    annuaire, annuaire interne, annuaire téléphonique, organigramme, trombinoscope, planning, plannings, roulement, tableau de garde, tableau de
    service, liste de garde, liste de gardes, gardes et astreintes, astreinte, astreintes, émargement, feuille d émargement, feuille de
    présence, liste d émargement, matricule agent, rota, payroll, directory, bulletin de paie, bulletin de salaire, élections professionnelles`),
  staff_paper: list(`
    liste des participants, formation, formations, stagiaires, ordre du jour, cse, chsct, fsscct, comité social, cme, clin, clud, clan, comité,
    conseil de surveillance, directoire, syndicat, congés, congé, rtt, arrivées et départs, bienvenue, bienvenue à, départ en retraite, pot de
    départ, bon départ, nouvel arrivant, nouveaux arrivants, nomination, recrutement, ressources humaines, rh, paie, grade, échelon, service
    technique, lettre interne, journal interne, newsletter, note de service, notes de service, note d information, menus, menu de la semaine,
    recette du mois, toner, toners, papier a4, photocopieur, imprimante, parking, clé du local, commande, commandes, bon de commande, livraison,
    livrée, fournisseurs, appel d offres, marché public, staff meeting`),
  signature: list(`
    cordialement, confraternellement, bien à vous, bien cordialement, sincères salutations, salutations, sentiments distingués, salutations
    distinguées, sincèrement, bien confraternellement, amicalement, cdt, cdlt, bien à toi, meilleures salutations, respectueusement, regards,
    kind regards, best regards, yours sincerely, sincerely, fait pour servir et valoir`),
  patient_number: list(`
    numéro de dossier patient, n dossier patient, n de dossier patient, dossier du patient n, n du patient, numéro du patient, no de dossier,
    num de dossier, ipp, nip, n patient, no patient, num patient, numéro patient, numéro de patient, n de patient, n dossier, n de dossier,
    numéro de dossier, numéro dossier, dossier n, dossier, id patient, identifiant patient, identifiant, patient id, mrn, nda, ipp n, n ipp, num
    dossier, dossier patient, noip, patient n, matricule patient, code patient, id.extension, ref patient, référence patient, dossier médical n,
    n nip, numéro ipp, n permanent, numéro permanent, n perm, dossier permanent, n dossier permanent, numéro de dossier permanent, id permanent,
    nopat, numpat, npat, n pat, id pat, identifiant du patient, n d identification, n identifiant, identification patient, ipp patient, nip
    patient, dossier numéro, n du dossier, réf patient, référence dossier, réf dossier, v réf dossier, hospital number, patient number, patient
    no, nhs number, ipp du patient, dossier hospitalier, n hospitalier`),
  social_security: list(`
    nir, ins, matricule ins, n ss, n sécu, no ss, n sécurité sociale, n de sécurité sociale, numéro de sécurité sociale, sécurité sociale, n
    secu, num secu, immatriculation, n d immatriculation, n immatriculation, n assuré, immat, nss, insee, n insee, numéro insee, n assuré
    social, ssn, social security number, n s s, n de ss, nirpp, nia, num insee, numéro ss, n de sécu, num ss, num sécurité sociale, numéro d
    assuré, n assurance maladie, numéro d immatriculation, n nir, ins nir, nir ins, n sécurité soc, immat ss, no sécu, numéro national,
    identifiant national de santé`),
  phone: list(`
    port, tél, tel, téléphone, portable, mobile, gsm, joignable, tél domicile, tél portable, phone, tph, domicile tél, telecom, tél fixe, tél
    mobile, tél mob, tel fixe, tel mob, tel portable, fixe, n de téléphone, numéro de téléphone, mon numéro, téléphones, tél perso, tél bureau,
    tél travail, coordonnées, appeler le, rappeler au, rappeler le, joindre au, joignable au, mobile phone, cell`),
  fax: list(`
    fax, télécopie, télécopieur`),
  address: list(`
    ville, commune, localité, code postal, cp, cp ville, code postal ville, cp commune, lieu de résidence, town, city, adresse, domicile,
    demeurant, domicilié, domiciliée, habite, address, résidant, réside, adr, adresse postale, adresse complète, adresse du patient, adresse
    patient, demeurant à, chez, domicilié e, résidant à, home address`),
  insurance: list(`
    mutuelle, nom de la mutuelle, mutuelle complémentaire, organisme complémentaire, complémentaire, complémentaire santé, amc, n adhérent,
    numéro adhérent, numéro d adhérent, n d adhérent, n contrat, n de contrat, numéro de contrat, adhérent, contrat, n amc, mutualiste, amo,
    assurance, prise en charge mutuelle, adhérents, n adh, adh, n mutuelle, numéro mutuelle, mutuelle n, n de mutuelle, n d adhérent mutuelle,
    organisme complémentaire santé, régime complémentaire, assureur, n police, numéro de police, n d assuré complémentaire, tiers payant,
    attestation de tiers payant, carte de mutuelle, c2s, télétransmission, préfectoral, caisse complémentaire, policy number, insurance number`),
  identity_document: list(`
    carte nationale d identité, carte d identité, cni, passeport, titre de séjour, carte de séjour, permis de conduire, identity card, passport,
    pièce d identité, n de carte, carte de résident, cni n, n cni, n de cni, numéro de cni, n passeport, n de passeport, passeport n, numéro de
    passeport, titre de séjour n, n titre de séjour, n étranger, numéro étranger, agdref, carte vitale, pièce d identité n, n de pièce, n pièce
    d identité, pièce identité, permis n, n de permis, n permis, id card, récépissé, carte d identité n, national id`),
  bank: list(`
    iban, rib, bic, compte, coordonnées bancaires, relevé d identité bancaire, compte bancaire, domiciliation`),
  other_number: list(`
    facture, facture n, commande, référence, réf, lot, bon de commande, série, n de série, n facture, examen n, n examen, chambre, ch n,
    prélèvement n, séjour, n séjour, n de séjour, iep, venue, accession, titre, titre n, devis, devis n, mandat, rum, ics, bordereau, n
    bordereau, demande, demande n, n demande, n de demande, n de prélèvement, n prélèvement, échantillon, n échantillon, tube, séjour n, n de
    venue, n venue, épisode, ticket, version, uf, lit, box, bureau, porte, salle n, étage, finess n, agrément, accréditation, iep n, n iep`),
};

/** The roles; a label token refers to one by its position here. */
export const LABELS: readonly LabelRole[] = Object.keys(LABEL_PHRASES) as LabelRole[];
