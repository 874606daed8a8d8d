// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import dev.ringbench.files.InputFile;
import dev.ringbench.model.RingbenchException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a document as a stream: each element of its lists is checked by the schema and made a
 * record, before the next one is looked at; what is in no list is checked at the end. So it takes
 * the memory of the records and of one element.
 *
 * @param <T> a record; its lists are those of the schema
 */
public final class DocumentReader<T> {
  private final Class<T> type;
  private final DocumentSchema schema;
  private final RecordComponent[] components;
  private final Constructor<T> constructor;

  DocumentReader(Class<T> type, DocumentSchema schema) {
    this.type = type;
    this.schema = schema;
    this.components = type.getRecordComponents();
    try {
      this.constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("every record has its constructor", e);
    }
  }

  /** Brings elements and the rest of an older document to the present form; nothing by default. */
  public interface Migration {
    Migration NONE = new Migration() {};

    /** Changes an element of a list, which its own schema allows. */
    default void element(String list, ObjectNode element) {}

    /** Changes the rest; its lists of objects are empty here. */
    default void rest(ObjectNode document) {}
  }

  /**
   * The document.
   *
   * @param what it is called in complaints: "`ringbench run`"
   * @throws RingbenchException bad input: it is no whole JSON, or breaks its schema; the message
   *     says where
   */
  T read(InputFile input, String what, Migration migration) {
    Map<String, List<Object>> lists = new HashMap<>();
    try (JsonParser parser = DocumentJson.mapper().createParser(input.reader())) {
      ObjectNode rest = parts(parser, lists, migration);
      if (parser.nextToken() != null) {
        throw new JsonParts.Refused("something follows its end");
      }
      require(schema.firstError(rest));
      migration.rest(rest);
      return assemble(rest, lists);
    } catch (JsonParts.Refused e) {
      throw RingbenchException.badInput(
          "%s breaks the schema of %s: %s. Use an unchanged copy."
              .formatted(input.path(), what, e.getMessage()),
          e);
    } catch (DatabindException e) {
      throw RingbenchException.badInput(
          "%s breaks the schema of %s: %s. Use an unchanged copy."
              .formatted(input.path(), what, e.getOriginalMessage()),
          e);
    } catch (JacksonException e) {
      throw DocumentHead.broken(input, e);
    }
  }

  private static void require(String error) {
    if (error != null) {
      throw new JsonParts.Refused(error);
    }
  }

  private ObjectNode parts(
      JsonParser parser, Map<String, List<Object>> lists, Migration migration) {
    JsonMapper mapper = DocumentJson.mapper();
    Map<String, ObjectReader> readers = new LinkedHashMap<>();
    for (RecordComponent component : components) {
      if (schema.hasElements(name(component))) {
        ParameterizedType list = (ParameterizedType) component.getGenericType();
        readers.put(
            name(component),
            mapper.readerFor(mapper.constructType(list.getActualTypeArguments()[0])));
      }
    }
    ObjectNode rest = JsonNodeFactory.instance.objectNode();
    JsonParts values = new JsonParts(parser);
    JsonParts elements = new JsonParts(parser);
    parser.nextToken();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = values.text(parser.currentName());
      ObjectReader reader = readers.get(name);
      if (parser.nextToken() != JsonToken.START_ARRAY || reader == null) {
        rest.set(name, values.value());
        continue;
      }
      rest.putArray(name);
      List<Object> list = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.begin();
        JsonNode element = elements.value();
        require(schema.firstErrorOfElement(name, list.size(), element));
        migration.element(name, (ObjectNode) element);
        list.add(reader.readValue(element));
      }
      lists.put(name, Collections.unmodifiableList(list));
    }
    return rest;
  }

  private T assemble(ObjectNode rest, Map<String, List<Object>> lists) {
    JsonMapper mapper = DocumentJson.mapper();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = name(components[i]);
      JsonNode value = rest.get(name);
      if (lists.containsKey(name)) {
        arguments[i] = lists.get(name);
      } else if (value != null) {
        arguments[i] =
            mapper.treeToValue(value, mapper.constructType(components[i].getGenericType()));
      }
    }
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new JsonParts.Refused("it is no whole " + type.getSimpleName() + ": " + e.getCause());
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      throw new JsonParts.Refused("it is no whole " + type.getSimpleName() + ": " + e);
    }
  }

  /** What the document breaks of its schema; null: nothing. */
  String firstError(T document, Checked checked) {
    JsonMapper mapper = DocumentJson.mapper();
    ObjectNode rest = JsonNodeFactory.instance.objectNode();
    for (RecordComponent component : components) {
      String name = name(component);
      Object value = valueOf(component, document);
      if (!schema.hasElements(name)) {
        rest.set(name, mapper.valueToTree(value));
        continue;
      }
      rest.putArray(name);
      List<?> list = (List<?>) value;
      for (int i = checked.upTo(name); i < list.size(); i++) {
        String error = schema.firstErrorOfElement(name, i, mapper.valueToTree(list.get(i)));
        if (error != null) {
          return error;
        }
      }
      checked.count(name, list.size());
    }
    return schema.firstError(rest);
  }

  private Object valueOf(RecordComponent component, T document) {
    try {
      return component.getAccessor().invoke(document);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a public record has its accessors", e);
    }
  }

  private static String name(RecordComponent component) {
    return PropertyNamingStrategies.SNAKE_CASE.nameForField(null, null, component.getName());
  }
}
