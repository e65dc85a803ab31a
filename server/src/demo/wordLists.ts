/** Words from which the invented hospital is made. Names are common French ones and composed ones; nobody is meant. */
const words = (text: string): string[] => text.trim().split(/\s*,\s*/);

export const SURNAMES =
  words(`Martin, Bernard, Petit, Robert, Richard, Durand, Dubois, Moreau, Laurent, Simon, Michel, Lefebvre, Leroy, Roux, David, Bertrand, Morel, Fournier, Girard, Bonnet,
Dupont, Lambert, Fontaine, Rousseau, Vincent, Muller, Lefevre, Faure, Andre, Mercier, Blanc, Guerin, Boyer, Garnier, Chevalier, Francois, Legrand, Gauthier, Garcia, Perrin,
Robin, Clement, Morin, Nicolas, Henry, Roussel, Mathieu, Gautier, Masson, Marchand, Duval, Denis, Dumont, Marie, Lemaire, Noel, Meyer, Dufour, Meunier, Brun, Blanchard, Giraud,
Joly, Riviere, Lucas, Brunet, Gaillard, Barbier, Arnaud, Martinez, Gerard, Roche, Renard, Schmitt, Roy, Leroux, Colin, Vidal, Caron, Picard, Roger, Fabre, Aubert, Lemoine, Renaud,
Dumas, Lacroix, Olivier, Philippe, Bourgeois, Pierre, Benoit, Rey, Leclerc, Payet, Rolland, Leclercq, Guillaume, Lecomte, Lopez, Jean, Dupuy, Guillot, Hubert, Berger, Carpentier,
Sanchez, Dupuis, Moulin, Louis, Deschamps, Huet, Vasseur, Perez, Boucher, Fleury, Royer, Klein, Jacquet, Adam, Paris, Poirier, Marty, Aubry, Guyot, Carre, Charles, Renault, Charpentier,
Menard, Maillard, Baron, Bertin, Bailly, Herve, Schneider, Fernandez, Le Gall, Collet, Leger, Bouvier, Julien, Prevost, Millet, Perrot, Daniel, Le Roux, Cousin, Germain, Breton, Besson,
Langlois, Remy, Le Goff, Pelletier, Leveque, Perrier, Leblanc, Barre, Lebrun, Marchal, Weber, Mallet, Hamon, Boulanger, Jacob, Monnier, Michaud, Rodriguez, Guichard, Gillet, Etienne,
Grondin, Poulain, Tessier, Chevallier, Collin, Chauvin, Da Silva, Bouchet, Gay, Lemaitre, Benard, Marechal, Humbert, Reynaud, Antoine, Hoarau, Perret, Barthelemy, Cordier, Pichon, Lejeune,
Ben Amar, El Idrissi, Diallo, Traore, Nguyen, Haddad, Kowalczyk, Yilmaz, D'Almeida, N'Diaye, De Oliveira, Vandenberghe, O'Connor, Saint-Aubin, Delacourt, Bellefontaine, Tournemire, Quillerou, Kerbrat, Etcheverry`);

export const WOMEN =
  words(`Marie, Nathalie, Isabelle, Sylvie, Catherine, Françoise, Monique, Christine, Valérie, Sandrine, Stéphanie, Céline, Julie, Aurélie, Camille, Léa, Manon, Chloé, Emma, Inès,
Jeanne, Louise, Alice, Juliette, Zoé, Lucie, Anaïs, Pauline, Mathilde, Sarah, Fatima, Aïcha, Nadia, Samira, Hélène, Geneviève, Jacqueline, Denise, Paulette, Simone, Marguerite, Yvette, Ginette, Odile,
Brigitte, Martine, Chantal, Véronique, Corinne, Florence, Élodie, Émilie, Mélanie, Laetitia, Marie-Claude, Anne-Sophie, Marie-Hélène, Maëlys, Noémie, Clémence`);

export const MEN =
  words(`Jean, Pierre, Michel, André, Philippe, René, Louis, Alain, Jacques, Bernard, Marcel, Daniel, Roger, Robert, Paul, Claude, Christian, Henri, Georges, Nicolas, François, Laurent,
Christophe, Frédéric, Stéphane, Sébastien, Julien, Thomas, Alexandre, Maxime, Antoine, Lucas, Hugo, Enzo, Nathan, Gabriel, Raphaël, Léo, Jules, Adam, Mohamed, Ahmed, Karim, Rachid, Yves, Gérard, Gilles,
Didier, Thierry, Patrick, Éric, Franck, Olivier, Jérôme, Cédric, Jean-Pierre, Jean-Luc, Jean-Baptiste, Loïc, Gaëtan`);

export const STREETS =
  words(`rue des Tilleuls, rue du Moulin Neuf, avenue de la Gare, rue de l'Église, chemin des Vignes, allée des Acacias, rue Victor-Hugo, rue Jean-Moulin, boulevard de la République, impasse du Lavoir,
place du Marché, rue des Écoles, route de Chartres, rue du Château, square des Lilas, rue Pasteur, avenue du Général-de-Gaulle, rue de la Fontaine, quai des Bateliers, rue du Puits, passage des Tanneurs, rue de Verdun`);

export const TOWNS: readonly (readonly [string, string])[] = [
  ['28000', 'Chartres'], ['28100', 'Dreux'], ['28200', 'Châteaudun'], ['28300', 'Mainvilliers'], ['28110', 'Lucé'], ['28130', 'Maintenon'], ['28400', 'Nogent-le-Rotrou'],
  ['28230', 'Épernon'], ['28600', 'Luisant'], ['28210', 'Nogent-le-Roi'], ['28150', 'Voves'], ['28120', 'Illiers-Combray'],
]; // prettier-ignore

export const DISEASES =
  words(`pneumopathie du lobe inférieur droit, fracture du col du fémur, insuffisance cardiaque décompensée, diabète de type 2 déséquilibré, colique néphrétique, appendicite aiguë, épisode dépressif majeur,
lombosciatique gauche, embolie pulmonaire, accident ischémique transitoire, bronchiolite, entorse grave du genou, lithiase vésiculaire, anémie par carence en fer, cardiopathie ischémique, fibrillation atriale,
carcinome mammaire, polype du côlon, cataracte bilatérale, hypertension artérielle, crise d'asthme, érysipèle de la jambe, hépatite B chronique, sclérose en plaques, migraine, maladie de Parkinson, IVG médicamenteuse, infection par le VIH`);

export const DRUGS = words(
  `paracétamol 1 g, amoxicilline 500 mg, bisoprolol 5 mg, furosémide 40 mg, metformine 1000 mg, ramipril 5 mg, apixaban 5 mg, oméprazole 20 mg, lévothyroxine 75 µg, sertraline 50 mg, prednisone 20 mg, salbutamol spray, atorvastatine 20 mg, tramadol 50 mg`,
);

export const WARDS = words(
  `Cardiologie, Pneumologie, Chirurgie digestive, Orthopédie, Gériatrie, Maternité, Pédiatrie, Neurologie, Psychiatrie, Urologie, Oncologie, Urgences`,
);

export const INSURERS = words(
  `Mutuelle de Beauce, Harmonie du Perche, Prévoyance des Artisans, Mutuelle des Deux Rives, Solidarité Santé Centre`,
);
