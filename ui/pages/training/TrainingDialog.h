#pragma once

#include "models/training/TrainingForm.h"

#include <QDialog>
#include <QHash>

class QComboBox;
class QLabel;
class QPushButton;
class QScrollArea;

namespace assay {

/// All fields of a new training. What was entered stays when another kind is chosen, and when the server refuses.
class TrainingDialog final : public QDialog {
    Q_OBJECT
public:
    explicit TrainingDialog(QWidget *parent);
    TrainingKind trainingKind() const;
    QVariantMap values() const { return m_values; }
    void setBusy(bool busy);
    /// Names to choose from where a field asks for such a one; another may be typed.
    void setNames(TrainingField::Names what, const QStringList &names);
    /// Why it was not begun.
    void setProblem(const QString &text);

Q_SIGNALS:
    void beginRequested();

private:
    void showKind();
    QWidget *editor(const TrainingField &field, QWidget *parent);

    QWidget *nameEditor(const TrainingField &field, const QString &now, QWidget *parent);

    QVariantMap m_values; ///< of every field that was shown, by key
    QHash<TrainingField::Names, QStringList> m_names;
    QList<QPair<TrainingField::Names, QComboBox *>> m_nameBoxes; ///< as they are shown
    QComboBox *m_kind;
    QScrollArea *m_area;
    QLabel *m_problem;
    QPushButton *m_begin;
};

} // namespace assay
