/** Words of medical documents. Folded when compared. Places, diseases, acts, drugs, findings: presence beside a person is medical information. */
const WORDS = `
hospitalisation hospitalisations hospitalisé hospitalisée consultation consultations admission admissions séjour séjours sortie
antécédent antécédents diagnostic diagnostics diagnostique traitement traitements ordonnance ordonnances posologie prescription prescriptions intervention interventions opération opératoire opérée opéré
prélèvement prélèvements examen examens bilan biologique biologiques anatomopathologie anatomopathologique auscultation palpation symptôme symptômes symptomatologie
anesthésie anesthésique chirurgical chirurgicale chirurgicaux réanimatoire accouchement grossesse obstétrical gynécologique pédiatrique
cardiologique pneumologique neurologique psychiatrique gériatrique oncologique
ophtalmologique radiologique échographie doppler
scanner irm tdm radiographie radiographies mammographie scintigraphie endoscopie coloscopie fibroscopie bronchoscopie électrocardiogramme ecg eeg emg électroencéphalogramme holter spirométrie coronarographie biopsie biopsies
fièvre douleur douleurs intraveineuse dyspnée toux œdème oedème vertige vertiges malaise malaises syncope chute nausées vomissements diarrhée constipation céphalées céphalée migraine asthénie amaigrissement anorexie
diabète diabétique hypertension hta hypotension insuffisance infarctus angor embolie phlébite thrombose avc accident épilepsie épileptique parkinson alzheimer démence sclérose
cancer carcinome adénocarcinome lymphome leucémie myélome mélanome métastase métastases tumeur tumoral tumorale néoplasie chimiothérapie radiothérapie rémission récidive
fracture fractures entorse luxation prothèse plâtre immobilisation ménisque méniscale rotule fémur humérus radius col rachis lombaire lombalgie sciatique hernie discale
asthme asthmatique bpco pneumopathie pneumonie bronchite bronchiolite tuberculose emphysème apnée apnées apnees covid grippe angine otite sinusite pharyngite
infection infectieux infectieuse septicémie sepsis abcès antibiotique antibiotiques antibiothérapie vih sida hépatite syphilis gonocoque ist mst zona herpès
dépression dépressif dépressive anxiété anxieux bipolaire schizophrénie psychose suicide suicidaire addiction alcoolisme alcoolique toxicomanie sevrage délire hallucinations
anémie ferriprive hémorragie hémorragique saignement transfusion hématome plaquettes hémoglobine leucocytes créatinine glycémie cholestérol troponine crp inr hba1c tsh vgm vs ferritine ionogramme natrémie kaliémie bilirubine asat alat gamma
comprimé comprimés gélule gélules cp mg injection injections perfusion sachet sachets ampoule ampoules gouttes suppositoire pommade voie intraveineuse insuline
paracétamol ibuprofène amoxicilline aspirine metformine bisoprolol ramipril furosémide amlodipine atorvastatine oméprazole pantoprazole esoméprazole tramadol morphine codéine zopiclone zolpidem oxazépam alprazolam
sertraline paroxétine fluoxétine escitalopram venlafaxine mirtazapine risperidone olanzapine quetiapine halopéridol lithium valproate lévétiracétam lamotrigine prégabaline gabapentine
apixaban rivaroxaban warfarine fluindione héparine enoxaparine clopidogrel ticagrelor digoxine amiodarone spironolactone hydrochlorothiazide losartan valsartan perindopril lisinopril
salbutamol budésonide prednisone prednisolone cortisone dexaméthasone levothyroxine tamsulosine finastéride méthotrexate rituximab trastuzumab ceftriaxone ciprofloxacine levofloxacine vancomycine doxycycline azithromycine
colecalciférol vitamine fer folique macrogol lactulose lopéramide dompéridone métoclopramide ondansétron
cirrhose ascite pancréatite cholécystite lithiase lithiasique appendicite péritonite occlusion ulcère reflux gastrite colite crohn rectocolite polype polypes hémorroïdes
néphropathie dialyse dialysé hémodialyse greffe transplantation cystite pyélonéphrite prostate prostatite adénome incontinence
thyroïde thyroïdien hyperthyroïdie hypothyroïdie obésité dyslipidémie hypercholestérolémie goutte ostéoporose arthrose arthrite polyarthrite spondylarthrite fibromyalgie lupus
cataracte glaucome dmla rétinopathie conjonctivite surdité acouphènes
eczéma psoriasis urticaire escarre escarres plaie plaies pansement pansements cicatrice brûlure
endométriose fibrome fibromes kyste ivg ovg césarienne péridurale contraception ménopause stérilité fiv
vaccin vaccination vaccinations allergie allergies allergique pénicilline intolérance
mucoviscidose drépanocytose hémophilie trisomie autisme
tension pouls saturation température poids taille imc diurèse
certificat invalidité ald itt médicalement maladie maladies pathologie pathologies pathologique symptomatique chronique aiguë aigu sévère
  transfert mutation transmissions ciblées régime régimes diabétiques hyposodé mixé dialyses
rdv programmation hospit cro crh crp cr
dosage dosages résultat résultats analyse analyses sérologie hémoculture ecbu culture antibiogramme frottis groupe rhésus
séropositif séropositive toxique overdose tentative automutilation violences maltraitance
hospital diagnosis treatment disease prescription surgery discharge admission medication allergy symptom symptoms blood
rééduqué cicatrisation suture agrafes ablation exérèse drainage sonde perfusé oxygène nébulisation aérosol trachéotomie
acfa bav iao icg oap sca stemi nstemi tvp ep aomi avc ait hsd pc hpn sep sla irc ira dt1 dt2 hba1c bpco saos pid vhc vhb ist
hbpm avk aod ains iec ara2 bb betabloquant statine corticoïdes insuline opiacés benzodiazépines antalgique antalgiques paracetamol doliprane kardégic plavix lasix lovenox xarelto eliquis previscan dafalgan seresta xeplion coaprovel dépakote
escarre dénutrition déshydratation désorientation désorientée désorienté agitation agitée agité agressivité chutes déambulation bmr sarm bhre covid19 allergie apyrétique fébrile
perf pds ecbu hémoc hémocultures glycémies nfs crp iono coag gds tsh bhcg psa marqueurs lipase inr fibrinogène
transfu transfusion dialysée greffé greffée appareillage vni cpap ppc trachéo gastrostomie stomie colostomie
apgar accouchement voie épisiotomie périnée allaitement césarienne délivrance nullipare primipare multipare
cholécystectomie appendicectomie hernie prothèse ptg pth hallux carpien cataracte rhinoplastie blépharoplastie ligamentoplastie méniscectomie hystérectomie mastectomie colectomie gastrectomie
sortie sortant entrant entrante transférée transféré hospitalisé hospitalisée hospi   admis admise consult cs teleconsultation téléconsultation écho echo echographie irm tdm efr
mdph apa aah invalidité gir aggir spdre spdt sdre sdt spi jld contentieux
rétention hypothyroïdie tristesse insomnie éthylisme sevré polype plaie otite sciatique asthme coliques néphrétiques lithiase dysurie brûlures mictionnelles
bilan rééduc kiné vaccins vaccinal dépistage mammo frottis biopsie
`;

/** Wards and specialities: they say where somebody is cared for, or works. */
const WARDS = `
chambre lit lits hospitalier hospitalière
gastro orthopédique orthopédie digestive viscérale vasculaire thoracique palliatifs palliatif polyvalente interne infantile générale spécialisée orl usld ssr ehpad mco uhcd smur samu entérologie médecine dialyse stérilisation pharmacie laboratoire
service ward urgences urgence chirurgie réanimation maternité obstétrique gynécologie pédiatrie néonatologie cardiologie pneumologie neurologie
psychiatrie gériatrie oncologie hématologie dermatologie rhumatologie urologie néphrologie endocrinologie diabétologie ophtalmologie stomatologie gastroentérologie hépatologie
addictologie infectiologie immunologie allergologie radiologie imagerie biologie bloc rééducation kinésithérapie clinique cliniques ambulatoire hdj
soins soignant soignante infirmiers médical médicale médicaux
`;

export const WARD_WORDS: readonly string[] = WARDS.split(/\s+/).filter((word) => word !== '');

export const MEDICAL_WORDS: readonly string[] = [
  ...new Set(WORDS.split(/\s+/).filter((word) => word !== '')),
];

/** Last four letters, folded, of words of eight letters and more that hardly anything but medicine forms. */
export const MEDICAL_SUFFIXES: readonly string[] = [
  'OMIE',
  'OSCO',
  'OPIE',
  'THIE',
  'LGIE',
  'EMIE',
  'URIE',
  'SMIE',
  'ASIE',
  'IASE',
  'OIDE',
  'RRHEE',
  'NOME',
  'YOME',
  'ROME',
].filter((suffix) => suffix.length === 4 && !['OMIE', 'ROME', 'ASIE', 'NOME', 'OIDE'].includes(suffix));

/** Units of laboratory values and doses, compared as written before folding away punctuation. */
export const UNITS =
  /^\s?(?:mg|µg|mcg|g\/L|g\/dL|g\/l|mmol|µmol|UI|U\/L|UI\/L|ng|pg|mL|ml|G\/L|T\/L|mm\/h|mmHg|bpm|%|°C|kg|cp|gél|gouttes|amp|sachet)(?![A-Za-z])/;
