#pragma once

#include "models/authoring/ScoringParams.h"
#include "ui/authoring/FieldEditor.h"

class QCheckBox;

namespace assay {

class ScorerForm;

/// Scoring: parameters of scoring functions, one function at a time as fields, or all of them as JSON where that is wished for, and where
/// the value is none that fields can show.
class ScoringEditor final : public FieldEditor {
    Q_OBJECT
public:
    ScoringEditor(const FieldInfo &field, QWidget *parent);
    void setValue(const QVariant &value) override;
    QWidget *control() const override; ///< the choice of a function
    void setReadOnly(bool readOnly) override;
    void setSuggestions(const QStringList &functions) override; ///< of the server, beside those that are known
    void setModels(const QStringList &models);                  ///< that can judge

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void follow();
    void fillFunctions();
    void showParams();
    void take(const ScoringParams &params);
    void retranslate();

    ScoringParams m_params;
    QStringList m_offered; ///< names of the server
    bool m_readable = true; ///< m_params is what the value says
    bool m_readOnly = false;
    QComboBox *m_function, *m_type;
    QLabel *m_typeLabel, *m_said;
    QPushButton *m_remove;
    QCheckBox *m_asText;
    QWidget *m_fields;
    ScorerForm *m_form;
    TextEditor *m_text;
};

} // namespace assay
