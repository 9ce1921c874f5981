#pragma once

#include "services/api/EvaluationService.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;

namespace assay {

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
    void showRare(bool shown);

    const QString m_prefix;
    QFormLayout *m_layout;
    QStringList m_models;
    QList<QComboBox *> m_modelBoxes;
    QList<QWidget *> m_rare; ///< labels and editors
    QCheckBox *m_more = nullptr;
    QWidget *m_first = nullptr;
};

} // namespace assay
