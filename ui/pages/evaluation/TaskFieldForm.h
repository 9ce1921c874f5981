#pragma once

#include "services/api/EvaluationService.h"

#include <QHash>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;

namespace assay {

class ScoringEditor;

/// Editors for fields that a service describes, each with its label. Fields that few need are shown when one says so,
/// or has a value.
class TaskFieldForm : public QWidget {
    Q_OBJECT
public:
    /// prefix: of the editors' object names, "PREFIX/KEY".
    explicit TaskFieldForm(const QString &prefix, QWidget *parent = nullptr);
    void setFields(const QList<EvaluationField> &fields, const EvaluationValues &values);
    /// Suggestions for fields of Type::Model; what was entered stays.
    void setModels(const QStringList &models);
    /// The same for a field that is `suggested`.
    void setSuggestions(const QString &key, const QStringList &names);
    QWidget *firstEditor() const { return m_first; }

Q_SIGNALS:
    void edited(const QString &key, const QString &value);

protected:
    void focusInEvent(QFocusEvent *event) override;

private:
    QWidget *editor(const EvaluationField &field, const QString &value);
    QWidget *lineEditor(const EvaluationField &field, const QString &value);
    QWidget *textEditor(const EvaluationField &field, const QString &value);
    QWidget *boxEditor(const EvaluationField &field, const QString &value);
    QWidget *openBox(const EvaluationField &field, const QString &value);
    QWidget *scoringEditor(const EvaluationField &field, const QString &value);
    static void fill(QComboBox &box, const QStringList &names);
    static void complete(QLineEdit &line, const QStringList &words);
    void showRare(bool shown);

    const QString m_prefix;
    QFormLayout *m_layout;
    QStringList m_models;
    QHash<QString, QStringList> m_suggestions; ///< by the keys of fields
    QList<QComboBox *> m_modelBoxes;
    QHash<QString, QComboBox *> m_boxes; ///< of suggested fields, by their keys; as m_lines
    QHash<QString, QLineEdit *> m_lines;
    QHash<QString, ScoringEditor *> m_scoring;
    QList<QWidget *> m_rare; ///< labels and editors
    QCheckBox *m_more = nullptr;
    QWidget *m_first = nullptr;
};

} // namespace assay
