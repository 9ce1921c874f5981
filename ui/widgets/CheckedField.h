#pragma once

#include "ui/widgets/ProblemLabel.h"

#include <QFormLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace assay {

/// Adds a row to a form: the field, and what is wrong with it below. Gives back the row's label.
inline QLabel *addCheckedField(QFormLayout *form, const QString &title, QWidget *field, const QString &objectName, ProblemLabel *&problem)
{
    field->setObjectName(objectName);
    field->setAccessibleName(title);
    problem = new ProblemLabel;
    auto *box = new QVBoxLayout;
    box->setSpacing(2);
    box->addWidget(field);
    box->addWidget(problem);
    auto *label = new QLabel(title);
    label->setBuddy(field);
    form->addRow(label, box);
    return label;
}

} // namespace assay
