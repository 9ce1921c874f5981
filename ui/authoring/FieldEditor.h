#pragma once

#include "services/authoring/FieldInfo.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QTableWidget;

namespace assay {

/// The control of one field. Shows a value and tells what was typed; knows no document. Text that is no such value is told
/// as text, so that the rule beside it can say what is wrong.
class FieldEditor : public QWidget {
    Q_OBJECT
public:
    /// The editor that the field's kind asks for. Its control has the field's title as accessible name.
    static FieldEditor *make(const FieldInfo &field, QWidget *parent);

    const FieldInfo &field() const { return m_field; }
    /// Leaves what is typed alone while it stands for the same value.
    virtual void setValue(const QVariant &value) = 0;
    virtual QWidget *control() const = 0; ///< what takes the focus
    virtual void setReadOnly(bool readOnly) = 0;
    virtual void setUnit(const QString &) {}
    virtual void setSuggestions(const QStringList &) {}

Q_SIGNALS:
    void edited(const QVariant &value); ///< invalid: the field was emptied
    void left();                        ///< the focus went elsewhere

protected:
    FieldEditor(const FieldInfo &field, QWidget *parent);
    /// Names it, and lets Undo and Redo reach the document instead of the control's own steps.
    void adopt(QWidget *control);
    bool eventFilter(QObject *watched, QEvent *event) override;

    FieldInfo m_field;
};

/// Line, Number and Integer; a unit stands behind it.
class LineEditor final : public FieldEditor {
    Q_OBJECT
public:
    LineEditor(const FieldInfo &field, QWidget *parent);
    void setValue(const QVariant &value) override;
    QWidget *control() const override;
    void setReadOnly(bool readOnly) override;
    void setUnit(const QString &unit) override;
    void setSuggestions(const QStringList &words) override;

private:
    QLineEdit *m_line;
    QLabel *m_unit;
};

/// Text, Words (one a line) and Json (YAML or JSON); grows with what is in it.
class TextEditor final : public FieldEditor {
    Q_OBJECT
public:
    TextEditor(const FieldInfo &field, QWidget *parent);
    void setValue(const QVariant &value) override;
    QWidget *control() const override;
    void setReadOnly(bool readOnly) override;

private:
    QVariant typed() const;
    void fitHeight();
    QPlainTextEdit *m_text;
    bool m_showing = false;
};

/// Choice, YesNo and OneOf.
class ChoiceEditor final : public FieldEditor {
    Q_OBJECT
public:
    ChoiceEditor(const FieldInfo &field, QWidget *parent);
    void setValue(const QVariant &value) override;
    QWidget *control() const override;
    void setReadOnly(bool readOnly) override;

private:
    QComboBox *m_box;
};

/// Words with choices: boxes to tick. Words that are no choice stay.
class TicksEditor final : public FieldEditor {
    Q_OBJECT
public:
    TicksEditor(const FieldInfo &field, QWidget *parent);
    void setValue(const QVariant &value) override;
    QWidget *control() const override; ///< the first box
    void setReadOnly(bool readOnly) override;

private:
    QVariant ticked() const;
    QList<QCheckBox *> m_boxes; ///< as the field's choices
    QVariantList m_others;
};

/// KeyValues: two columns, rows added and removed by button or key (Insert, Delete).
class PairsEditor final : public FieldEditor {
    Q_OBJECT
public:
    PairsEditor(const FieldInfo &field, QWidget *parent);
    void setValue(const QVariant &value) override;
    QWidget *control() const override;
    void setReadOnly(bool readOnly) override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QVariant typed() const;
    void addRow();
    void removeRow();
    void fitHeight();
    QTableWidget *m_table;
    QPushButton *m_add, *m_remove;
    bool m_showing = false;
};

} // namespace assay
