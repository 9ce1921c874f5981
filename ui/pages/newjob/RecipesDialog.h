#pragma once

#include "models/composer/Recipe.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QListView;
class QPushButton;

namespace assay {

class ProblemLabel;
class RecipeListModel;

/// Jobs that are kept: this one is added under a name, and one of those there is taken, renamed, removed or carried as a file.
/// Accepted: chosen() is to be composed.
class RecipesDialog : public QDialog {
    Q_OBJECT
public:
    /// `current`: what can be added; empty document: nothing.
    RecipesDialog(RecipeListModel &recipes, const AuthoredDocument &current, const QString &name, QWidget *parent);
    /// The recipe as one document with its targets.
    AuthoredDocument chosen() const;

Q_SIGNALS:
    void said(const QString &sentence);

private:
    QWidget *buildSave(const QString &name);
    QWidget *buildList();
    void save();
    void rename();
    void remove();
    void importFile();
    void exportFile();
    void update();
    void tell(const Result<Done> &done, const QString &sentence);
    const Recipe *current() const;

    RecipeListModel &m_recipes;
    AuthoredDocument m_document;
    QLineEdit *m_name;
    ProblemLabel *m_problem;
    QListView *m_list;
    QLabel *m_note;
    QPushButton *m_save, *m_use, *m_rename, *m_remove, *m_import, *m_export;
};

} // namespace assay
